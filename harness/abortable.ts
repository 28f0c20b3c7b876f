import type { Readable } from 'node:stream';

/**
 * The work's result, or at once the reason of the signal when it aborts before: for what cannot be given a signal, such as an answer
 * of the engine. `late` is given what the work brings afterwards, so that it does not stay open.
 */
export async function abortable<T>(
  signal: AbortSignal | undefined,
  work: Promise<T>,
  late: (result: T) => unknown = () => undefined,
): Promise<T> {
  if (!signal) return await work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    reject(signal.reason);
    work.then(late).catch(() => undefined);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** As `abortable`, of an engine's answer that is a stream: one that comes afterwards is destroyed. */
export function abortableStream(
  signal: AbortSignal | undefined,
  work: Promise<NodeJS.ReadableStream>,
): Promise<Readable> {
  return abortable(signal, work as Promise<Readable>, (late) => late.destroy());
}
