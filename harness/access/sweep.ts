import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isKept, ownerLife, type SweepScope, type Swept, sweep } from '../engine/index.ts';
import { explain } from '../errors.ts';
import { removeLeftFolders } from '../temp-folder.ts';
import { ownerOf } from './owner.ts';
import { safePlaces } from './places.ts';

/** What a sweep of access folders has done. */
export interface SweptAccess {
  /** Paths. */
  removed: string[];
  /** What is left though nobody may use it: a path and the reason. */
  kept: string[];
}

/** Removes the folders of runs whose processes are proven dead, but for those of persistent clusters, and what vitest was given for them. */
export async function sweepAccess(): Promise<SweptAccess> {
  const swept: SweptAccess = { removed: [], kept: [] };
  for (const folder of folders()) {
    const owner = ownerOf(folder);
    if (isKept(owner)) continue;
    const life = ownerLife(owner, { local: isOnThisMachine(dirname(folder)), isPrivate: false });
    if (life === 'unknown') swept.kept.push(`${folder}: nothing here proves that its run has ended`);
    if (life !== 'dead') continue;
    const failure = await removed(folder);
    if (failure === undefined) swept.removed.push(folder);
    else swept.kept.push(`${folder}: ${explain(failure)}`);
  }
  await removeLeftFolders('vitest');
  return swept;
}

/** What a sweep has removed of clusters, and the runs whose access folders are gone with them. */
export interface SweptClusters extends Swept {
  access: string[];
}

/** As `sweep` of the engine, with what gave access to the clusters. @throws EnvironmentError ENGINE_SWEEP */
export async function sweepClusters(
  engine: Parameters<typeof sweep>[0],
  scope: SweepScope = 'dead',
): Promise<SweptClusters> {
  const swept = await sweep(engine, scope);
  const runs = typeof scope === 'object' ? [scope.runId] : swept.runs;
  const theirs = folders().filter((folder) => runs.includes(basename(folder)));
  for (const folder of theirs) await rm(folder, { recursive: true, force: true });
  return { ...swept, access: theirs };
}

/** The folders of runs in all places. */
function folders(): string[] {
  return safePlaces().flatMap((place) => {
    const paths = readdirSync(place).map((name) => join(place, name));
    return paths.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory());
  });
}

async function removed(folder: string): Promise<unknown> {
  try {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** File systems that one machine has for itself: tmpfs, ext, xfs, btrfs, overlay, zfs; https://man7.org/linux/man-pages/man2/statfs.2.html */
const local = new Set([0x01021994, 0xef53, 0x58465342, 0x9123683e, 0x794c7630, 0x2fc12fc1]);

/** Whether who made a folder there has run on this machine, then or now. */
function isOnThisMachine(place: string): boolean {
  return local.has(statfsSync(place).type);
}
