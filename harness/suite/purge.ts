import { deadline } from '../deadline.ts';
import { type AllocationHistory, events, historyOf, type Ledger } from '../evidence/index.ts';
import { hasEnded, type Job, type JobRegistration, type NomadClient, unlessStatus } from '../nomad/index.ts';
import { mayHave } from '../regression/index.ts';
import { waitFor, waits } from '../wait/index.ts';

const usualTimeoutMs = 90_000;

export interface PurgeOptions {
  ledger: Ledger;
  /** Called for the job and each child when all its allocations have ended, before Nomad forgets it. */
  ended: (jobId: string) => Promise<void>;
  /** The cluster's version of Nomad. */
  version: string;
  /** Told of each allocation as it was in the end. */
  kept: (history: AllocationHistory) => void;
  /** Of each of its waits. */
  timeoutMs?: number;
}

/**
 * Stops a job and its children (dispatched, periodic), waits until every allocation has really ended, keeps
 * their task events in the ledger, then purges it and waits until it is gone. Does nothing for an unknown job.
 */
export async function purgeJob(nomad: NomadClient, jobId: string, options: PurgeOptions): Promise<void> {
  const job = await unlessStatus(nomad.jobs.read(jobId), 404);
  if (job === undefined) return;
  const children = (await nomad.jobs.list(`${jobId}/`)).map(({ ID }) => ID);
  for (const id of [...children, jobId]) await purgeOne(nomad, id, options);
  for (const id of staysForEver(job, options.version) ? children : [...children, jobId]) {
    await waits.jobGone(nomad, id, { timeoutMs: options.timeoutMs ?? usualTimeoutMs });
  }
}

/** C5: the job of a plugin that never came up cannot be purged, and is left dead. */
function staysForEver({ TaskGroups }: Job, version: string): boolean {
  const tasks = (TaskGroups ?? []).flatMap(({ Tasks }) => Tasks ?? []);
  return mayHave('C5', version) && tasks.some(({ CSIPluginConfig }) => CSIPluginConfig);
}

async function purgeOne(
  nomad: NomadClient,
  jobId: string,
  { ledger, ended, kept, timeoutMs = usualTimeoutMs }: PurgeOptions,
): Promise<void> {
  await stop(nomad, jobId, { ledger, timeoutMs });
  const allocations = await waits.allocationsOf(
    nomad,
    jobId,
    (stubs) => (stubs.every(hasEnded) ? stubs : undefined),
    { timeoutMs },
  );
  for (const { ID } of allocations) {
    const history = historyOf(await nomad.allocations.read(ID));
    ledger.append(events.allocation, history);
    kept(history);
  }
  await ended(jobId);
  await taken(nomad, jobId, { purge: true });
}

/**
 * Until it holds: Nomad undoes a stop that comes just as the job's deployment succeeds (suites/faults/change-undone).
 * @throws BehaviourError WAIT_TIMEOUT where it never does
 */
async function stop(
  nomad: NomadClient,
  jobId: string,
  { ledger, timeoutMs }: Required<Pick<PurgeOptions, 'ledger' | 'timeoutMs'>>,
): Promise<void> {
  let undone = 0;
  const observed = () => `Nomad has taken the stop and undone it ${undone} times`;
  const late = deadline({ what: `a stop of job ${jobId} that holds`, ms: timeoutMs, observed });
  for (;;) {
    const { EvalID } = await taken(nomad, jobId, { purge: false });
    if (EvalID !== '') await waits.evaluationOver(nomad, EvalID, { timeoutMs });
    if ((await nomad.jobs.read(jobId)).Stop) return;
    undone += 1;
    ledger.append(events.stopUndone, { job: jobId });
    late.throwIfAborted();
  }
}

/** Nomad's answer to a stop. One that got lost with the leader is asked for again: a job may be stopped twice. */
function taken(nomad: NomadClient, jobId: string, how: { purge: boolean }): Promise<JobRegistration> {
  return waitFor({
    client: nomad,
    timeoutMs: usualTimeoutMs,
    what: `Nomad taking the stop of job ${jobId}`,
    source: {
      read: ({ signal }) => nomad.jobs.stop(jobId, how, { signal }),
      wakes: { topic: 'Job', id: jobId },
    },
    until: (answer) => answer,
  });
}
