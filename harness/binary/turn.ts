import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Lock, lockIfFree, takeLock } from '../lock.ts';
import { Ticker } from './ticker.ts';

/** Between the name of an entry and what is random in the name of its work folder. */
const workMark = '.work-';

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
 * @throws EnvironmentError LOCK_LOST through `signal`, when this process stood still for that long
 */
export async function takeTurn(entry: string, options: TurnOptions): Promise<Turn> {
  const parent = dirname(entry);
  await mkdir(parent, { recursive: true });
  const held = await acquire(entry, options);
  try {
    await sweepLeft(parent, entry);
    const work = await mkdtemp(join(parent, `${basename(entry)}${workMark}`));
    const end = async () => {
      try {
        await rm(work, { recursive: true, force: true });
      } finally {
        await held[Symbol.asyncDispose]();
      }
    };
    return { work, signal: held.signal, [Symbol.asyncDispose]: end };
  } catch (error) {
    await held[Symbol.asyncDispose]();
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
    else {
      // Held for as long as it takes, so that a run that begins now keeps its own. One that cannot be locked stays.
      await using held = await lockIfFree(entry, { what: `removing ${name}` }).catch(() => undefined);
      if (held) await removeWork(parent, name, names);
    }
  }
}

async function removeWork(parent: string, entry: string, names: readonly string[]): Promise<void> {
  const work = names.filter((name) => name.startsWith(`${entry}${workMark}`));
  await Promise.all(work.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

async function acquire(entry: string, { what, onProgress, signal }: TurnOptions): Promise<Lock> {
  using ticker = new Ticker(onProgress);
  const onHeld = () => ticker.stage(`waiting for another nomad-e2e that is fetching ${what}`);
  return await takeLock(entry, { what: `fetching ${what}`, signal, onHeld });
}
