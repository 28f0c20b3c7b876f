import type { Readable } from 'node:stream';
import { abortable, abortableStream } from '../abortable.ts';
import type { Engine } from '../engine/index.ts';
import { explain } from '../errors.ts';
import { followed, hasImage } from './build.ts';
import { type Credentials, credentialsFor } from './credentials.ts';

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

/** Pulls an image into the engine, with what `docker login` has noted for its registry. */
export async function pull(engine: Engine, reference: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  // Without a tag the engine's API would pull every tag of the repository.
  const named = /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
  // The image may be public: a credential helper that fails matters only where the registry refuses, too.
  let helperFailed: unknown;
  const authconfig = await abortable(signal, credentialsFor(named)).catch((error: unknown) => {
    signal?.throwIfAborted();
    helperFailed = error;
    return undefined;
  });
  try {
    await pullWith(engine, named, { authconfig, signal });
  } catch (cause) {
    signal?.throwIfAborted();
    if (helperFailed === undefined) throw cause;
    throw new Error(`${explain(cause)} (without credentials: ${explain(helperFailed)})`, { cause });
  }
}

interface PullOptions {
  authconfig: Credentials | undefined;
  signal: AbortSignal | undefined;
}

async function pullWith(
  { docker }: Engine,
  image: string,
  { authconfig, signal }: PullOptions,
): Promise<void> {
  const stream = await abortableStream(signal, docker.pull(image, authconfig ? { authconfig } : {}));
  await followed({ docker }, stream, { signal });
}
