import { type Engine, statusOf } from '../engine/index.ts';

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

/** What is to be removed, and what a user has built from ours: an image inherits the labels of its base. */
export interface Outdated {
  outdated: OwnImage[];
  ofUsers: OwnImage[];
}

/**
 * The images of nomad-e2e that no run is going to use: a newer one of the same kind and versions is there, or, with
 * `all`, every one. Those that users have built from ours are never among them.
 */
export async function outdatedImages(engine: Pick<Engine, 'docker'>, all = false): Promise<Outdated> {
  const found = await engine.docker.listImages(own);
  const images = found.map(({ Id, RepoTags, RepoDigests, Created, Size }) => ({
    id: Id,
    // What was pushed or pulled by its digest may have no other name.
    names: [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter((name) => !name.startsWith('<none>')),
    created: Created,
    size: Size,
  }));
  const ofUsers = images.filter((image) => !isOurs(image));
  return { outdated: all ? images.filter(isOurs) : olderOnes(images), ofUsers };
}

/** Whether no name is a user's. Without any it is what a later build has replaced. */
const isOurs = ({ names }: OwnImage) => names.every((name) => name.startsWith('nomad-e2e/'));

/** Of images of one kind (`node` of the same Nomad versions, `job`, …) all but the newest, and those without a name. */
export function olderOnes(images: readonly OwnImage[]): OwnImage[] {
  const ours = images.filter(isOurs);
  const newest = new Map<string, OwnImage>();
  for (const image of ours) {
    const kind = kindOf(image);
    if (kind !== undefined && (newest.get(kind)?.created ?? 0) <= image.created) newest.set(kind, image);
  }
  const kept = new Set(newest.values());
  return ours.filter((image) => !kept.has(image));
}

/** `nomad-e2e/node-trixie:1.11.3-<digest>` without the digest of its content. */
function kindOf({ names }: OwnImage): string | undefined {
  return names.find((name) => name.startsWith('nomad-e2e/'))?.replace(/[0-9a-f]{12}$/, '');
}

/** Removes an image. Returns false, and leaves it, when a container uses it. */
export async function removeImage(engine: Pick<Engine, 'docker'>, { id }: OwnImage): Promise<boolean> {
  try {
    await engine.docker.getImage(id).remove();
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return true;
    if (status === 409) return false;
    throw error;
  }
}
