import { answerTo } from '../cluster/index.ts';
import { BehaviourError } from '../errors.ts';
import { events } from '../evidence/index.ts';
import { goesOn, restartInPlace, runAnew } from '../jobs/index.ts';
import type { Job, NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { execInto } from './exec-into.ts';
import { inNamespace, withChildren } from './observe.ts';
import { isTemplate } from './operator-job.ts';
import { whenAnew } from './snapshots.ts';
import type { Stage } from './stage.ts';
import { endJobs } from './stop.ts';
import { type Dispatching, launched, type ReadyDispatches } from './submit.ts';

/** As long as a deployment asks for by default: `min_healthy_time`. */
const staysMs = 10_000;
const evaluatedWithinMs = 90_000;

/** Plans each job again on the version that the servers have now (kind `started-anew`). */
export async function planAgain(jobs: readonly Job[], stage: Stage): Promise<void> {
  const { nomad } = stage.cluster;
  for (const job of jobs)
    await tried(stage, job, 'plan', async () => {
      await nomad.jobs.plan(job, { namespace: job.Namespace });
    });
}

/**
 * Starts each job once more, which was stopped before, restarts what runs of it in its place, and ends it (kind `started-anew`). Not
 * earlier: a restart is no end of a sidecar before its main task, and looks like one.
 */
export async function startAgain(
  jobs: readonly Job[],
  stage: Stage,
  dispatches: ReadyDispatches,
): Promise<void> {
  await Promise.all(jobs.map((job) => tried(stage, job, 'start', () => startOf(job, stage, dispatches))));
  const started = jobs.map(inNamespace);
  await execInto({ step: whenAnew }, started, stage);
  await Promise.all(jobs.map((job) => tried(stage, job, 'restart', () => restartOf(job, stage))));
  await endJobs(stage.cluster, started, stage.signal);
}

async function startOf(
  job: Job,
  { cluster: { nomad }, onProgress, signal }: Stage,
  dispatches: ReadyDispatches,
): Promise<void> {
  if (!isTemplate(job)) return await runAnew(nomad, job, { staysMs, signal });
  await nomad.jobs.register(job, { signal });
  const child = await launchOf(job, nomad, { say: onProgress, dispatches, signal });
  if (child) await goesOn(nomad, child, [], { staysMs, signal });
}

async function restartOf(job: Job, stage: Stage): Promise<void> {
  const { cluster, signal } = stage;
  const mayEnd = job.Type === 'batch' || job.Type === 'sysbatch';
  const all = await withChildren(cluster, [inNamespace(job)]);
  const restarted = await Promise.all(
    all.map(({ id, namespace }) =>
      restartInPlace(cluster.nomad, { ID: id, Namespace: namespace }, { mayEnd, signal }),
    ),
  );
  if (restarted.some((count) => count > 0) || mayEnd) return;
  throw new BehaviourError('ALLOCATION_MISSING', `nothing of job ${job.ID} runs that could be restarted`);
}

/** A launch or dispatch of a job; undefined where none can be made. */
async function launchOf(
  job: Job,
  nomad: NomadClient,
  { signal, ...dispatched }: Dispatching & { signal: AbortSignal },
): Promise<Job | undefined> {
  const evaluation = await launched(nomad, job, dispatched);
  if (evaluation === undefined) return undefined;
  const limits = { timeoutMs: evaluatedWithinMs, signal };
  const { JobID } = await waits.evaluationDone(nomad, evaluation, limits);
  return await nomad.jobs.read(JobID, { namespace: job.Namespace });
}

async function tried(
  { cluster, ledger, onProgress, signal }: Stage,
  { ID: job, Namespace: namespace }: Job,
  way: 'plan' | 'restart' | 'start',
  work: () => Promise<void>,
): Promise<void> {
  const { ms, refused } = await answerTo(work(), cluster, signal);
  ledger.append(events.startedAnew, { job, namespace, way, ms, refused });
  if (refused !== undefined) onProgress(`${job} (${way}) is refused by the new version: ${refused}`);
}
