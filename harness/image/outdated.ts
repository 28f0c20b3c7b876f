import type { Engine } from '../engine/index.ts';

/** An image that nomad-e2e has made. */
export interface OwnImage {
  id: string;
  /** Its names; none for what a later build has replaced. */
  names: string[];
  /** Seconds since 1970. */
  created: number;
  /** Bytes, with what it shares with others. */
  size: number;
}

const own = { filters: { label: ['nomad-e2e.image=true'] } };

/**
 * The images of nomad-e2e that no run is going to use: a newer one of the same kind and versions is there, or, with
 * `all`, every one.
 */
export async function outdatedImages(engine: Pick<Engine, 'docker'>, all = false): Promise<OwnImage[]> {
  const found = await engine.docker.listImages(own);
  const images = found.map(({ Id, RepoTags, Created, Size }) => ({
    id: Id,
    names: (RepoTags ?? []).filter((name) => name !== '<none>:<none>'),
    created: Created,
    size: Size,
  }));
  return all ? images : olderOnes(images);
}

/** Of images of one kind (`node` of the same Nomad versions, `job`, …) all but the newest, and those without a name. */
export function olderOnes(images: readonly OwnImage[]): OwnImage[] {
  const newest = new Map<string, OwnImage>();
  for (const image of images) {
    const kind = kindOf(image);
    if (kind !== undefined && (newest.get(kind)?.created ?? 0) <= image.created) newest.set(kind, image);
  }
  const kept = new Set(newest.values());
  return images.filter((image) => !kept.has(image));
}

/** `nomad-e2e/node:1.11.3-<digest>` without the digest of its content. */
function kindOf({ names }: OwnImage): string | undefined {
  return names.find((name) => name.startsWith('nomad-e2e/'))?.replace(/[0-9a-f]{12}$/, '');
}

/** Removes an image. Returns false, and leaves it, when a container uses it. */
export async function removeImage(engine: Pick<Engine, 'docker'>, { id }: OwnImage): Promise<boolean> {
  try {
    await engine.docker.getImage(id).remove();
    return true;
  } catch (error) {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (status === 404) return true;
    if (status === 409) return false;
    throw error;
  }
}
