import { setTimeout as after } from 'node:timers/promises';

export interface Polled<T> {
  state: T;
  requests: number;
  /** When it was seen, in nanoseconds on the monotonic clock. */
  mono: bigint;
}

/**
 * What waiting is compared with: the state is read every so many milliseconds until it is the awaited one. Only the bench
 * has such a loop.
 */
export async function poll<T>(
  read: () => Promise<T>,
  { until, everyMs, signal }: { until: (state: T) => boolean; everyMs: number; signal: AbortSignal },
): Promise<Polled<T>> {
  for (let requests = 1; ; requests++) {
    const state = await read();
    if (until(state)) return { state, requests, mono: process.hrtime.bigint() };
    await after(everyMs, undefined, { signal });
  }
}
