import { messageOf } from '../errors.ts';
import type { NomadClient } from '../nomad/index.ts';
import { paced } from '../pace.ts';
import { WaitFailed, WaitTimeout } from './errors.ts';
import { History } from './history.ts';
import { notifyOfWait } from './observers.ts';
import { type Reading, readings, type Source } from './sources.ts';

export interface WaitLimits {
  /** In milliseconds; longer at the pace of a slow machine. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** The limits of a wait that only its signal ends: what is watched for as long as something lasts. */
export const untilAborted = (signal: AbortSignal): WaitLimits => ({ timeoutMs: 24 * 60 * 60_000, signal });

export type WaitOptions<S, T> = WaitLimits & {
  /** What is awaited, as a noun: `allocation 12ab running`. */
  what: string;
  client: NomadClient;
  source: Source<S>;
  /** The result, or undefined to go on waiting. */
  until: (state: S) => T | undefined;
  /** Why it cannot happen any more, or undefined. Asked after `until`. */
  failWhen?: ((state: S) => string | undefined) | undefined;
  /** The state in a few words, for errors. JSON unless given. */
  describe?: ((state: S) => string) | undefined;
};

/**
 * Reads a state at first and after each change that Nomad tells of, until `until` returns something. What an event has of the state
 * is observed, too, and saves the read where it decides nothing; what is returned was read.
 * A server that cannot answer for a while (no leader, restart) is read again when its event stream is back.
 *
 * @throws WaitTimeout after `timeoutMs`; WaitFailed when `failWhen` gives a reason or Nomad refuses the read;
 * the signal's reason on abort. Stacks point at the caller.
 */
export function waitFor<S, T>(options: WaitOptions<S, T>): Promise<T> {
  const site = new Error('wait');
  Error.captureStackTrace(site, waitFor);
  return run(options, site);
}

async function run<S, T>(options: WaitOptions<S, T>, site: Error): Promise<T> {
  const { what, signal, timeoutMs } = options;
  const history = new History();
  const report = (cause?: unknown) => ({
    what,
    site,
    elapsedMs: history.elapsedMs,
    history: history.observations,
    ...(cause === undefined ? {} : { cause }),
  });
  let ok = false;
  const end = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    reject(reason);
    end.abort(reason);
  };
  const timer = setTimeout(() => stop(new WaitTimeout(report())), paced(timeoutMs));
  const onAbort = () => stop(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    const result = await Promise.race([ended, follow(options, history, end.signal)]);
    if ('value' in result) {
      ok = true;
      return result.value;
    }
    throw new WaitFailed(result.reason, report(result.cause));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    end.abort();
    notifyOfWait({ what, ms: history.elapsedMs, ok }, signal);
  }
}

type Outcome<T> = { value: T } | { reason: string; cause?: unknown };

async function follow<S, T>(
  options: WaitOptions<S, T>,
  history: History,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  const { client, until, failWhen, describe = (state) => JSON.stringify(state) ?? String(state) } = options;
  const outcomeOf = (state: S): Outcome<T> | undefined => {
    history.observe(describe(state));
    const value = until(state);
    if (value !== undefined) return { value };
    const reason = failWhen?.(state);
    return reason === undefined ? undefined : { reason };
  };
  const judge = (reading: Reading<S>) => {
    if ('state' in reading) return outcomeOf(reading.state);
    history.observe(reading.unreadable);
    return undefined;
  };
  const mayDecide = (told: S) => {
    try {
      return outcomeOf(told) !== undefined;
    } catch {
      // It looks at what the event leaves out.
      return true;
    }
  };
  const source = readings(client, options.source, { mayDecide, signal });
  try {
    while (true) {
      // A loop over the readings would keep the last of them in memory until the next comes.
      const outcome = await source.next().then(({ value }) => judge(value));
      if (outcome) return outcome;
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    return { reason: messageOf(cause), cause };
  } finally {
    await source.return(undefined);
  }
}
