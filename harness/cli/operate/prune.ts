import { sweepAccess, sweepClusters } from '../../access/index.ts';
import { engineInUse } from '../../engine/index.ts';
import { exitCodes } from '../../errors.ts';
import { imageLock, outdatedImages, removeImage } from '../../image/index.ts';
import { noEngine } from './find-run.ts';

export interface PruneOptions {
  /** Also the images that the next run would use. */
  all: boolean;
  dryRun: boolean;
  signal: AbortSignal;
}

/**
 * Removes leftovers of killed runs and images that newer ones have replaced. Persistent clusters and their images are kept. Returns the exit code.
 */
export async function prune({ all, dryRun, signal }: PruneOptions): Promise<number> {
  if (!dryRun) {
    const { removed, kept } = await sweepAccess();
    for (const folder of removed) say(`removed ${folder}`);
    for (const line of kept) say(`kept ${line}`);
  }
  await using engine = await engineInUse(signal);
  if (!engine) {
    say(`${noEngine}, and no image to remove`);
    return exitCodes.ok;
  }
  if (!dryRun) {
    const { containers, networks, volumes, access, unjudged } = await sweepClusters(engine);
    for (const name of [...containers, ...networks, ...volumes, ...access]) say(`removed ${name}`);
    for (const name of unjudged) say(`kept ${name}: nothing here proves that its run has ended`);
  }
  // A build that goes on beside this needs what it has just made.
  await using lock = await imageLock(signal);
  const { outdated, ofUsers } = await outdatedImages(engine, all);
  // The newest first: an image that others were built on goes after them.
  for (const image of outdated.toSorted((a, b) => b.created - a.created)) {
    lock.signal.throwIfAborted();
    const name = nameOf(image);
    if (dryRun) say(`would remove image ${name}`);
    else say((await removeImage(engine, image)) ? `removed image ${name}` : `image ${name} is in use`);
  }
  for (const image of ofUsers) say(`kept image ${nameOf(image)}: built from ours, and named by you`);
  if (outdated.length === 0) say('no outdated images');
  return exitCodes.ok;
}

const nameOf = ({ names, id }: { names: string[]; id: string }) => names.find(isForeign) ?? names[0] ?? id;
const isForeign = (name: string) => !name.startsWith('nomad-e2e/');

const say = (line: string) => process.stdout.write(`${line}\n`);
