import type { Readable } from 'node:stream';
import { abortableStream } from '../abortable.ts';
import type { Engine } from '../engine/index.ts';
import { followed, hasImage } from './build.ts';

/** Where images come from that are not made here: the engine's own, and whatever registry it can reach. */
export interface ImageStore {
  /** The id of the image, pulled when the engine does not hold it. Rejects with the engine's words. */
  obtain(reference: string, signal?: AbortSignal): Promise<string>;
  /** The image as `docker load` takes it. */
  archive(id: string): Promise<Readable>;
}

/** The store of an engine. */
export function imageStore(engine: Engine): ImageStore {
  return {
    async obtain(reference, signal) {
      if (!(await hasImage(engine, reference))) await pull(engine, reference, signal);
      return (await engine.docker.getImage(reference).inspect()).Id;
    },
    async archive(id) {
      return (await engine.docker.getImage(id).get()) as Readable;
    },
  };
}

/** Pulls an image into the engine. */
export async function pull(engine: Engine, reference: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  // Without a tag the engine's API would pull every tag of the repository.
  const named = /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
  const stream = await abortableStream(signal, engine.docker.pull(named));
  await followed(engine, stream, { signal });
}
