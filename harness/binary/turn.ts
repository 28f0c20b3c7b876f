import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { check, lock } from 'proper-lockfile';
import { EnvironmentError } from '../errors.ts';
import { Ticker } from './ticker.ts';

const retryMs = 100;
const staleMs = 10_000;
/** A sign of life, and a look whether the lock is still there. */
const updateMs = 2_000;
/** Between the name of an entry and what is random in the name of its work folder. */
const workMark = '.work-';
const unlocked = { realpath: false, stale: staleMs };

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
 * Waits until no other run fetches that entry. What killed runs have left, of any entry, is removed; the lock of a killed run
 * is free after 10 s without a sign of life.
 * @throws EnvironmentError BINARY_LOCK_LOST through `signal`, when this process stood still for that long
 */
export async function takeTurn(entry: string, options: TurnOptions): Promise<Turn> {
  const parent = dirname(entry);
  await mkdir(parent, { recursive: true });
  const lost = new AbortController();
  const release = await acquire(entry, options, () => lost.abort(lockLost(options.what)));
  try {
    await sweepLeft(parent, entry);
    const work = await mkdtemp(join(parent, `${basename(entry)}${workMark}`));
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

/** Removes work folders and locks of killed runs: those of this entry, whose lock is held here, and of each that nobody holds. */
async function sweepLeft(parent: string, own: string): Promise<void> {
  const names = await readdir(parent);
  const left = names.flatMap((name) => /^(.+)(?:\.work-\w+|\.lock)$/.exec(name)?.[1] ?? []);
  for (const name of new Set(left)) {
    const entry = join(parent, name);
    if (entry === own) await removeWork(parent, name, names);
    else if (!(await check(entry, unlocked))) {
      // Held for as long as it takes, so that a run that begins now keeps its own.
      const release = await lock(entry, unlocked).catch(() => undefined);
      if (release) await removeWork(parent, name, names).finally(release);
    }
  }
}

async function removeWork(parent: string, entry: string, names: readonly string[]): Promise<void> {
  const work = names.filter((name) => name.startsWith(`${entry}${workMark}`));
  await Promise.all(work.map((name) => rm(join(parent, name), { recursive: true, force: true })));
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
