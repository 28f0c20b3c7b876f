import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { EnvironmentError } from '../errors.ts';
import { Ticker } from './ticker.ts';

const retryMs = 100;
const staleMs = 10_000;
/** A sign of life, and a look whether the lock is still there. */
const updateMs = 2_000;

/** The right to fetch one version, alone among all runs, and a folder to do it in. */
export interface Turn extends AsyncDisposable {
  work: string;
  /** Aborts when the caller's does, and when the lock is lost. */
  signal: AbortSignal;
}

interface TurnOptions {
  what: string;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Waits until no other run fetches that entry. What killed runs have left is removed; the lock of a killed run
 * is free after 10 s without a sign of life.
 * @throws EnvironmentError BINARY_LOCK_LOST through `signal`, when this process stood still for that long
 */
export async function takeTurn(entry: string, options: TurnOptions): Promise<Turn> {
  const parent = dirname(entry);
  await mkdir(parent, { recursive: true });
  const lost = new AbortController();
  const release = await acquire(entry, options, () => lost.abort(lockLost(options.what)));
  const prefix = `${basename(entry)}.work-`;
  try {
    const left = (await readdir(parent)).filter((name) => name.startsWith(prefix));
    await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true })));
    const work = await mkdtemp(join(parent, prefix));
    const end = async () => {
      try {
        await rm(work, { recursive: true, force: true });
      } finally {
        if (!lost.signal.aborted) await release();
      }
    };
    return { work, signal: AbortSignal.any([options.signal, lost.signal]), [Symbol.asyncDispose]: end };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The release of a lock of proper-lockfile has no event, so this asks again every 100 ms. */
async function acquire(
  entry: string,
  { what, onProgress, signal }: TurnOptions,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  using ticker = new Ticker(onProgress);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await lock(entry, { realpath: false, stale: staleMs, update: updateMs, onCompromised });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
    }
    ticker.stage(`waiting for another nomad-e2e that is fetching ${what}`);
    await delay(retryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

function lockLost(what: string): EnvironmentError {
  return new EnvironmentError('BINARY_LOCK_LOST', `the lock for fetching ${what} was lost`, {
    observed: `this process gave no sign of life for ${staleMs / 1000} s (was the machine asleep?), or the lock was removed`,
    next: 'run the same command again',
  });
}
