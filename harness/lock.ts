import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { codeOf, EnvironmentError } from './errors.ts';

const retryMs = 100;
/** After this time without a sign of life a lock is free: its holder was killed, or stood still. */
const staleMs = 10_000;
/** A sign of life, and a look whether the lock is still there. */
const updateMs = 2_000;

export interface LockOptions {
  /** What it is for, as a noun: `fetching Nomad 1.11.3`. */
  what: string;
  /** The lock's own path, `<file>.lock` unless given. */
  lockfilePath?: string;
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
  /** Told each time that somebody else holds it. */
  onHeld?: () => unknown;
}

/** A lock among all processes of this machine. Disposing it twice, or once it is lost, is no error. */
export interface Lock extends AsyncDisposable {
  /** Aborts with LOCK_LOST when the lock is lost: the machine slept, the event loop stood still, or the cache was emptied. */
  lost: AbortSignal;
  /** Aborts then, and when that of the options does. */
  signal: AbortSignal;
}

/**
 * Waits for the lock of a path, which need not exist. A release of proper-lockfile has no event, so this asks again every 100 ms. A
 * lost lock is told by a signal: left to itself, proper-lockfile ends the process, without any clean-up.
 */
export async function takeLock(path: string, options: LockOptions): Promise<Lock> {
  const { signal, onHeld } = options;
  for (;;) {
    signal?.throwIfAborted();
    const held = await lockIfFree(path, options);
    if (held) return held;
    onHeld?.();
    await delay(retryMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** The lock of a path, or undefined while another process holds it. */
export async function lockIfFree(
  path: string,
  { what, lockfilePath, signal }: Omit<LockOptions, 'onHeld'>,
): Promise<Lock | undefined> {
  const lost = new AbortController();
  try {
    const release = await lock(path, {
      ...{ realpath: false, stale: staleMs, update: updateMs },
      ...(lockfilePath !== undefined && { lockfilePath }),
      onCompromised: (cause: Error) => lost.abort(lockLost(what, cause)),
    });
    const either = AbortSignal.any([lost.signal, ...(signal ? [signal] : [])]);
    return { lost: lost.signal, signal: either, [Symbol.asyncDispose]: () => released(release) };
  } catch (error) {
    if (codeOf(error) === 'ELOCKED') return undefined;
    throw error;
  }
}

/** ERELEASED: it was lost, or released before. */
async function released(release: () => Promise<void>): Promise<void> {
  await release().catch((error: unknown) => {
    if (codeOf(error) !== 'ERELEASED') throw error;
  });
}

function lockLost(what: string, cause: Error): EnvironmentError {
  return new EnvironmentError('LOCK_LOST', `the lock for ${what} was lost`, {
    observed: `this process gave no sign of life for ${staleMs / 1000} s (was the machine asleep?), or the lock was removed`,
    next: 'run the same command again',
    cause,
  });
}
