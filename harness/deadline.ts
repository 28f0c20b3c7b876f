import { BehaviourError, EnvironmentError, type HarnessError, messageOf } from './errors.ts';
import { paced } from './pace.ts';
import { seconds } from './text.ts';

/** How long what is awaited may take. */
export interface Deadline {
  /** What is awaited, as a noun: `leader of the servers`. */
  what: string;
  /** Longer at the pace of a slow machine. */
  ms: number;
  /** Ends the wait before, with its own reason. */
  signal?: AbortSignal | undefined;
  /** It is the machine, an engine or a download that is late, not Nomad or a driver: exit code 3. */
  machine?: boolean | undefined;
}

/** The errors that deadlines have made, since they are typed as any other failure is. */
const passed = new WeakSet<object>();

/**
 * A signal that aborts after `ms`, or when the signal that is given does. The one place that makes a time limit, so that none ends
 * with a bare "aborted due to timeout": the reason is BehaviourError WAIT_TIMEOUT, or EnvironmentError MACHINE_TIMEOUT for the
 * machine, with what was awaited, for how long, and what `observed` says then. Keeps no process alive.
 */
export function deadline(limit: Deadline & { observed?: () => string }): AbortSignal {
  const { ms, signal, observed } = limit;
  const late = new AbortController();
  setTimeout(() => late.abort(timeout(limit, observed?.())), paced(ms)).unref();
  return signal ? AbortSignal.any([signal, late.signal]) : late.signal;
}

/** Whether this is the reason of a deadline that has passed, not of another abort. */
export function isDeadline(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && passed.has(reason);
}

/**
 * Does work that ends by the signal it is given, and returns what it gives. When its time is over, `lastSeen` is asked for the state
 * that the error tells.
 * @throws BehaviourError WAIT_TIMEOUT or EnvironmentError MACHINE_TIMEOUT, as `deadline` makes them, also when the work does not
 * hear the signal; the reason of the signal that is given
 */
export async function withDeadline<T>(
  limit: Deadline & { lastSeen: () => Promise<string> },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = deadline(limit);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(signal), ended]);
  } catch (error) {
    if (!isDeadline(signal.reason) || limit.signal?.aborted) throw error;
    throw timeout(limit, await seenInTime(limit.lastSeen));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** What is asked for a state may be what has made the work late. */
const lookMs = 5000;

async function seenInTime(lastSeen: () => Promise<string>): Promise<string> {
  const look = deadline({ what: 'answer', ms: lookMs });
  const { promise: late, resolve } = Promise.withResolvers<string>();
  look.addEventListener('abort', () => resolve(`it could not be read within ${lookMs / 1000} s`));
  const seen = lastSeen().catch((error: unknown) => `it could not be read: ${messageOf(error)}`);
  return (await Promise.race([seen, late])).trim() || 'nothing';
}

function timeout({ what, ms, machine = false }: Deadline, observed?: string): HarnessError {
  const message = `timed out after ${seconds(paced(ms))} waiting for ${what}`;
  const details = observed === undefined ? {} : { observed };
  const error = machine
    ? new EnvironmentError('MACHINE_TIMEOUT', message, details)
    : new BehaviourError('WAIT_TIMEOUT', message, details);
  passed.add(error);
  return error;
}
