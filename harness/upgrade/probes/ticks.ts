import { setInterval } from 'node:timers/promises';

/** A tick each `everyMs` until `stop` aborts, which ends it without an error: for probes, which sample on a clock. */
export async function* ticks(everyMs: number, stop: AbortSignal): AsyncGenerator<void> {
  try {
    yield* setInterval(everyMs, undefined, { signal: stop, ref: false });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}
