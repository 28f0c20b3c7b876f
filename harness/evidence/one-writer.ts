/** From its first to its last write, on a clock that all writers of its volume share. */
interface Span {
  first: number;
  last: number;
}

/**
 * Each two writers that wrote during the same time, the earlier first; each with each, since one that writes for long may share its
 * volume with several. On a volume with one writer at a time there must be none (CSI spec, VolumeCapability.AccessMode
 * SINGLE_NODE_WRITER and MULTI_NODE_SINGLE_WRITER). Writes in the same tick of the clock count as the same time.
 */
export function atOnce<T extends Span>(spans: readonly T[]): [T, T][] {
  const ordered = spans.toSorted((a, b) => a.first - b.first);
  return ordered.flatMap((earlier, at) => {
    let behind = at + 1;
    while ((ordered[behind]?.first ?? Number.POSITIVE_INFINITY) <= earlier.last) behind += 1;
    return ordered.slice(at + 1, behind).map((later): [T, T] => [earlier, later]);
  });
}

/** Whether one of these access modes of a volume allows one writer at a time (CSI spec, VolumeCapability.AccessMode). */
export function allowsOneWriter(modes: readonly string[]): boolean {
  return modes.some((mode) => mode.endsWith('-single-writer') || mode === 'single-node-writer');
}
