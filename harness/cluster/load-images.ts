import { abortableStream } from '../abortable.ts';
import type { ClusterNode } from './node.ts';
import type { Docker } from './node-exec.ts';

/** An image of the host's engine, and its name in the nodes. */
export interface CarriedImage {
  id: string;
  name: string;
}

/** Puts the preloaded images into a client's own engine, and those that are carried there from the host's. */
export async function loadImages(
  node: ClusterNode,
  options: { docker: Docker; carried?: CarriedImage[] | undefined; signal?: AbortSignal | undefined },
): Promise<void> {
  const { docker, carried = [], signal } = options;
  await node.shell('for archive in /opt/images/*.tar; do docker load -q -i "$archive"; done', { signal });
  for (const image of carried) {
    const archive = await abortableStream(signal, docker.getImage(image.id).get());
    await node.loadImage(archive, { ...image, signal });
  }
}
