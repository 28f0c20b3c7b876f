/**
 * Work that is begun now and awaited later: until then its failure is kept. A rejection that nobody has attended to when it comes ends
 * the command.
 */
export function awaitedLater<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
