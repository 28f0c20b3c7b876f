/** Work that goes on beside others. Its disposal aborts it and returns when it has ended. */
export interface Background<T> extends AsyncDisposable {
  result: Promise<T>;
}

/** Begins work that is awaited later. Its failure is kept for whoever awaits the result, and ends nothing by itself. */
export function background<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Background<T> {
  const stop = new AbortController();
  const result = work(AbortSignal.any([signal, stop.signal]));
  const ended = result.then(
    () => undefined,
    () => undefined,
  );
  const end = async () => {
    stop.abort(new Error('no longer needed'));
    await ended;
  };
  return { result, [Symbol.asyncDispose]: end };
}
