import type { StartedNomadCluster } from '../cluster/index.ts';
import { EnvironmentError, explain, HarnessError, UsageError } from '../errors.ts';
import { events } from '../evidence/index.ts';
import { refusedAs } from '../jobs/index.ts';
import {
  type Allocation,
  type AllocationListStub,
  type Evaluation,
  type Job,
  lastEventsInWords,
  type NomadClient,
  placementFailures,
} from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { type Dispatch, dispatchNeeds } from './dispatches.ts';
import { isTemplate, operatorJobOf } from './operator-job.ts';
import type { ParsedJob } from './parsed-job.ts';
import type { Stage } from './stage.ts';

const evaluatedWithinMs = 30_000;
const upWithinMs = 120_000;

export type ReadyDispatches = ReadonlyMap<string, Dispatch>;

/** A job with the evaluation that places it; a launch or dispatch is a job of its own. */
interface Submission {
  job: Job;
  file: string;
  evaluation: Evaluation | undefined;
}

/**
 * Registers the jobs; returns when all of them run.
 * @throws EnvironmentError CLUSTER_LACKS where the machine cannot run one
 * @throws UsageError OWN_JOB_REFUSED, OWN_JOB_UNPLACED, OWN_JOB_NOT_RUNNING
 */
export async function submitAll(
  jobs: readonly (ParsedJob & { changes: string[] })[],
  { cluster, ledger, onProgress, signal }: Stage,
  dispatches: ReadyDispatches,
): Promise<Submission[]> {
  const { nomad } = cluster;
  requireFit(jobs, cluster);
  for (const { file, job, changes, notes, lines } of jobs) {
    ledger.append(events.operatorJob, operatorJobOf(job, { file, changes, notes, lines }));
  }
  const submissions: Submission[] = [];
  for (const job of jobs)
    submissions.push(...(await submit(nomad, job, { signal, say: onProgress, dispatches })));
  await requirePlaced(nomad, submissions);
  await Promise.all(submissions.map((each) => requireRunning(nomad, each, signal)));
  return submissions;
}

/** @throws EnvironmentError CLUSTER_LACKS with the reason of each job that no node here can run */
function requireFit(jobs: readonly ParsedJob[], cluster: Pick<StartedNomadCluster, 'unfitJob'>): void {
  const lines = jobs.flatMap(({ file, job }) => {
    const reason = cluster.unfitJob(job);
    return reason === undefined ? [] : [`${file}: job ${job.ID} cannot run on this machine: ${reason}`];
  });
  if (lines.length > 0) throw new EnvironmentError('CLUSTER_LACKS', lines.join('\n'));
}

/**
 * Registers a job and, of a periodic or parameterized one, makes one launch or dispatch. `say` gets the reason when
 * none can be made.
 * @throws UsageError OWN_JOB_REFUSED with Nomad's words
 */
async function submit(
  nomad: NomadClient,
  { file, job }: ParsedJob,
  { signal, ...dispatched }: { signal: AbortSignal } & Dispatching,
): Promise<Submission[]> {
  const call = { namespace: job.Namespace };
  const evaluated = async (id: string) =>
    await waits.evaluationDone(nomad, id, { timeoutMs: evaluatedWithinMs, signal });
  const refusal = { file, code: 'OWN_JOB_REFUSED', statuses: [400, 500] };
  const { EvalID } = await refusedAs(refusal, () => nomad.jobs.register(job));
  const self = { job, file, evaluation: EvalID ? await evaluated(EvalID) : undefined };
  if (!isTemplate(job)) return [self];
  const launch = await launched(nomad, job, dispatched);
  if (launch === undefined) return [self];
  const evaluation = await evaluated(launch);
  const child = await nomad.jobs.read(evaluation.JobID, call);
  return [self, { job: child, file, evaluation }];
}

export interface Dispatching {
  say: (line: string) => void;
  dispatches: ReadyDispatches;
}

/** The evaluation of one launch or dispatch; undefined where a dispatch needs what the operator has not given. */
export async function launched(
  nomad: NomadClient,
  job: Job,
  { say, dispatches }: Dispatching,
): Promise<string | undefined> {
  const call = { namespace: job.Namespace };
  if (!job.ParameterizedJob) return (await nomad.jobs.periodicForce(job.ID, call)).EvalID;
  const { Payload: payload, MetaRequired: meta_required } = job.ParameterizedJob;
  const dispatch = dispatches.get(job.ID);
  const needs = dispatchNeeds(job.ID, { payload, meta_required }, dispatch);
  if (needs.length === 0) return (await nomad.jobs.dispatch(job.ID, dispatch, call)).EvalID;
  say(`job ${job.ID}: registered but not dispatched, since a dispatch needs ${needs.join(' and ')}`);
  return undefined;
}

/** @throws UsageError OWN_JOB_UNPLACED with Nomad's reason for each job that is not placed whole */
async function requirePlaced(nomad: NomadClient, submitted: readonly Submission[]): Promise<void> {
  const reasons = await Promise.all(submitted.map(async (each) => await unplaced(nomad, each)));
  const lines = reasons.flat();
  if (lines.length === 0) return;
  throw new UsageError('OWN_JOB_UNPLACED', lines.join('\n'), {
    observed: "Nomad's reasons, as nomad job status shows them",
    next: 'change constraints or resources for the rehearsal, or give it more --clients',
  });
}

/** A system job that leaves out nodes by a constraint is placed as it wants to be. */
async function unplaced(nomad: NomadClient, { job, file, evaluation }: Submission): Promise<string[]> {
  if (!evaluation) return [];
  const failed = evaluation.FailedTGAllocs ?? {};
  const placed = await nomad.jobs.allocations(job.ID, { namespace: job.Namespace });
  const everywhere = job.Type === 'system' || job.Type === 'sysbatch';
  const whole = ([group, metric]: [string, { NodesExhausted?: number }]) =>
    everywhere && !metric.NodesExhausted && placed.some(({ TaskGroup }) => TaskGroup === group);
  const short = Object.fromEntries(Object.entries(failed).filter((each) => !whole(each)));
  const lines = placementFailures({ FailedTGAllocs: short });
  const nowhere =
    lines.length === 0 && placed.length === 0 && (job.TaskGroups ?? []).some(({ Count }) => Count !== 0);
  const reasons = nowhere ? ['Nomad placed nothing and gave no reason'] : lines;
  return reasons.map((reason) => `${file}: job ${job.ID} cannot be placed: group ${reason}`);
}

/**
 * Returns when every allocation of the job runs with all its tasks; one of a batch job may have ended well.
 * @throws UsageError OWN_JOB_NOT_RUNNING with the last task events
 */
async function requireRunning(
  nomad: NomadClient,
  { job, file }: Submission,
  signal: AbortSignal,
): Promise<void> {
  const batch = job.Type === 'batch' || job.Type === 'sysbatch';
  const limits = { timeoutMs: upWithinMs, signal };
  const up = async ({ ID }: AllocationListStub): Promise<Allocation | AllocationListStub> =>
    batch
      ? await waits.allocationsOf(nomad, job.ID, startedOf(ID), { ...limits, namespace: job.Namespace })
      : await waits.allocationRunning(nomad, ID, limits);
  try {
    const placed = await nomad.jobs.allocations(job.ID, { namespace: job.Namespace });
    const wanted = placed.filter(({ DesiredStatus }) => DesiredStatus === 'run');
    const states = await Promise.all(wanted.map(up));
    const failed = states.filter(({ ClientStatus }) => ClientStatus === 'failed');
    if (failed.length > 0) throw new Error(`allocation ${failed[0]?.ID} is failed${lastEvents(failed[0])}`);
  } catch (error) {
    signal.throwIfAborted();
    throw new UsageError(
      'OWN_JOB_NOT_RUNNING',
      `${file}: job ${job.ID} does not run on the version it has now`,
      {
        observed: error instanceof HarnessError ? explain(error) : String(error),
        next: 'nothing was upgraded yet: see whether the job runs without its surroundings, or leave it out',
        cause: error,
      },
    );
  }
}

const startedOf = (id: string) => (all: AllocationListStub[]) =>
  all.find(({ ID, ClientStatus }) => ID === id && ClientStatus !== 'pending');

function lastEvents(stub: AllocationListStub | undefined): string {
  return Object.entries(stub?.TaskStates ?? {})
    .map(([task, { Events }]) => `, task ${task}: ${lastEventsInWords(Events)}`)
    .join('');
}
