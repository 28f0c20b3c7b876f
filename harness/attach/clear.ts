import { NomadClient } from '../nomad/index.ts';
import { idPrefix, isOurs } from './foreign.ts';
import { reach } from './reach.ts';
import { sweepPrefix } from './sweep.ts';
import { clientOptionsOf, type Target } from './target.ts';

/**
 * Removes from the target's namespace what runs that were killed have left there: jobs with our mark, and volumes with our
 * prefix. A run that goes on there loses its own, too.
 * @throws as `reach`
 */
export async function clearLeftovers(target: Target): Promise<{ removed: string[]; left: string[] }> {
  await using nomad = new NomadClient({ ...clientOptionsOf(target), nodeEvents: false });
  await reach(nomad, target);
  return await sweepPrefix(nomad, idPrefix, { isOurs: (job) => isOurs(nomad, job) });
}
