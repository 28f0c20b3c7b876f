import { createHash } from 'node:crypto';

/**
 * Nomad's docker driver asks the registry for `latest`, for no tag and for a digest that the engine did not pull itself
 * (Nomad docs, docker driver, `image` and `force_pull`), and the nodes have none: these get a tag of their own.
 */
export function nameInNode(reference: string, id: string): string {
  const bare = reference.replace(/^https?:\/\//, '');
  const [name = '', digest] = bare.split('@');
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  if (!digest && tag && tag !== 'latest') return bare;
  const repository = name.replace(/:[^:/]+$/, '');
  return `${repository}:rehearsal-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}
