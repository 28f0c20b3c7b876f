import { abortableStream } from '../abortable.ts';
import type { ClusterNode } from './node.ts';
import type { Docker } from './node-exec.ts';

/** An image of the host's engine, and its name in the nodes. */
export interface CarriedImage {
  id: string;
  name: string;
}

/** Puts the images that are carried there from the host's engine into a client's own; its disk has those of the harness. */
export async function loadImages(
  node: ClusterNode,
  options: { docker: Docker; carried?: CarriedImage[] | undefined; signal?: AbortSignal | undefined },
): Promise<void> {
  const { docker, carried = [], signal } = options;
  for (const image of carried) {
    const archive = await abortableStream(signal, docker.getImage(image.id).get());
    await node.loadImage(archive, { ...image, signal });
  }
}
