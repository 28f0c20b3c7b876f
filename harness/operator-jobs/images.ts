import type { Readable } from 'node:stream';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { EnvironmentError } from '../errors.ts';
import { nameInNode } from '../image/index.ts';
import type { NamedImage } from './image-names.ts';

/** Where images are obtained from; `harness/image` makes one of an engine. */
export interface ImageSource {
  obtain(reference: string, signal?: AbortSignal): Promise<string>;
  archive(id: string): Promise<Readable>;
}

/** An image that the host's engine holds. */
export interface ObtainedImage {
  /** As the job has it. */
  reference: string;
  /** As the job has to have it, so that the node's engine does not ask a registry. */
  name: string;
  id: string;
}

/**
 * Looks each image up in the host's engine, else pulls it.
 * @throws EnvironmentError OWN_IMAGE_MISSING naming every image that is not available, with its jobs
 */
export async function obtainImages(
  source: ImageSource,
  images: readonly NamedImage[],
  signal?: AbortSignal,
): Promise<ObtainedImage[]> {
  const obtained: ObtainedImage[] = [];
  const missing: string[] = [];
  for (const [reference, users] of Map.groupBy(images, (image) => image.reference)) {
    try {
      const id = await source.obtain(reference, signal);
      obtained.push({ reference, name: nameInNode(reference, id), id });
    } catch (error) {
      signal?.throwIfAborted();
      missing.push(`${reference}, for ${users.map(usedBy).join('; ')}: ${oneLine(error)}`);
    }
  }
  if (missing.length === 0) return obtained;
  const count = missing.length === 1 ? 'an image' : `${missing.length} images`;
  throw new EnvironmentError(
    'OWN_IMAGE_MISSING',
    `${count} can neither be found nor pulled\n${missing.join('\n')}`,
    {
      next: 'docker pull or docker load each on this machine; images in its engine are carried into the nodes',
    },
  );
}

/** Puts the images into every client's own engine. @throws EnvironmentError NODE_IMAGE_REFUSED */
export async function carryImages(
  { clients }: StartedNomadCluster,
  source: ImageSource,
  images: readonly ObtainedImage[],
  signal: AbortSignal,
): Promise<void> {
  for (const { id, name } of images) {
    await Promise.all(
      clients.map(async (node) => await node.loadImage(await source.archive(id), { id, name, signal })),
    );
  }
}

const usedBy = ({ job, task, place }: NamedImage) => `job ${job} task ${task}${place ? ` (${place})` : ''}`;

const oneLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ').trim();
