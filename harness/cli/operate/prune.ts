import { openEngine, sweep } from '../../engine/index.ts';
import { exitCodes } from '../../errors.ts';
import { outdatedImages, removeImage } from '../../image/index.ts';

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
  await using engine = await openEngine({ signal });
  if (!dryRun) {
    const { containers, networks, volumes } = await sweep(engine);
    for (const name of [...containers, ...networks, ...volumes]) say(`removed ${name}`);
  }
  // The newest first: an image that others were built on goes after them.
  const images = (await outdatedImages(engine, all)).toSorted((a, b) => b.created - a.created);
  for (const image of images) {
    signal.throwIfAborted();
    const name = image.names[0] ?? image.id;
    if (dryRun) say(`would remove image ${name}`);
    else say((await removeImage(engine, image)) ? `removed image ${name}` : `image ${name} is in use`);
  }
  if (images.length === 0) say('no outdated images');
  return exitCodes.ok;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
