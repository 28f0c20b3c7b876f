import { UsageError } from '../errors.ts';
import { type NomadClient, unlessStatus } from '../nomad/index.ts';
import { idPrefix, Marks, runIn } from './marks.ts';
import type { Target } from './target.ts';

/** As many are named in a message. */
const named = 5;

/**
 * Makes sure that the suites do not work among somebody else's jobs: in no namespace where none was named, else in that one.
 * Returns the ids of our own that earlier runs have left there; those of a run that goes on beside this one are among them.
 * @throws UsageError ATTACH_FOREIGN naming jobs and volumes that are not ours, and the way on
 */
export async function requireOwnPlace(nomad: NomadClient, target: Target): Promise<string[]> {
  const { namespace, ownNamespace } = target;
  const jobs = await nomad.jobs.list('', { meta: true, namespace: ownNamespace ? namespace : '*' });
  // None where the token may not list them.
  const volumes = (await unlessStatus(nomad.volumes.list({ type: 'csi' }), 403)) ?? [];
  const marks = new Marks(nomad);
  const foreign: string[] = [];
  const ours: string[] = [];
  const runs = new Set<string>();
  for (const job of jobs) {
    // Long lists are not read to their end: a few are enough to refuse.
    if (foreign.length > named) break;
    const id = !ownNamespace && job.Namespace !== 'default' ? `${job.ID} (${job.Namespace})` : job.ID;
    // `up` marks its driver's job, too, with another word than a run's.
    if ((await marks.of(job)) === undefined) foreign.push(`job ${id}`);
    else {
      ours.push(job.ID);
      runs.add((await marks.runOf(job)) ?? '');
    }
  }
  for (const { ID: id } of volumes) {
    // Nomad keeps no mark of a volume: it is ours when a job proves that its run is.
    if (runs.has(runIn(id) ?? 'none')) ours.push(id);
    else foreign.push(`volume ${id}`);
  }
  if (foreign.length === 0) return ours.filter((id) => id.startsWith(idPrefix));
  const more = foreign.length > named ? ', and more' : '';
  throw new UsageError(
    'ATTACH_FOREIGN',
    ownNamespace
      ? `the namespace "${namespace}" has what is not nomad-e2e's, and needs to be empty`
      : 'the cluster has jobs of other people, and no namespace was given for the suites alone',
    { observed: `${foreign.slice(0, named).join(', ')}${more}`, next: nextOf(target) },
  );
}

function nextOf({ ownNamespace, namespace }: Target): string {
  const other = ownNamespace && namespace === 'nomad-e2e' ? 'nomad-e2e-2' : 'nomad-e2e';
  return `nomad namespace apply ${other}, then npx nomad-e2e run --attach --namespace ${other}`;
}
