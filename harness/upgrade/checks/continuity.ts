import { onClients, type TaskProcess, taskProcesses } from '../../cluster/index.ts';
import { sharedPluginJob } from '../../csi/index.ts';
import { type DataOf, type Entry, events, type TaskRun } from '../../evidence/index.ts';
import { type Finding, note, stop, unknown } from '../../judge/index.ts';
import type { AllocationListStub, TaskState } from '../../nomad/index.ts';
import { drainedBy } from '../drain-client.ts';
import { holdersStay } from '../plan/order.ts';
import type { ClientMode, Step } from '../steps.ts';
import { batchJob } from '../workload/workload.ts';
import { evidence, fromBefore, rule, type Stage, type UpgradeCheck } from './check.ts';

/** Tasks run on through an upgrade; those of a drained client may move. */
export const continuity: UpgradeCheck = {
  name: 'continuity',
  says: (request) => ({
    observe: `process, start and restarts of each task are compared with those before the step${
      holdersStay(request) ? '' : '; those of a drained client may move'
    }`,
  }),
  leaves: [evidence(events.continuity, { at: fromBefore })],
  before: seeTasks,
  observe: compareTasks,
  rules: [
    rule(stop, events.continuityChange, ({ step, planned, change, message }) => ({
      [`task-${change}`]: !planned && `${step}: ${message}`,
    })),
    rule(note, events.continuityChange, ({ step, planned, change, message }) => ({
      'drained-work-stopped':
        planned &&
        change === 'lost' &&
        `${step}: ${message}: a drain stopped it and nothing has started it elsewhere`,
    })),
    rule(unknown, events.continuity, ({ step, tasks }) => ({
      'continuity-unseen':
        tasks.length === 0 && `${step}: no running task was seen, though writers were to run`,
    })),
    rule(stop, events.allocationsFailed, ({ step, allocations }, entries) => {
      // It is failed at each later step, too.
      const noted = events.allocationsFailed.of(entries);
      const isNew = (each: string) => noted.find((line) => line.allocations.includes(each))?.step === step;
      const failed = allocations.filter(isNew);
      return { 'allocation-failed': failed.length > 0 && `${step}: ${failed.join(', ')}` };
    }),
    unseenProcesses,
  ],
};

type WatchedJob = Exclude<Stage['jobs'][number], string>;
type Tasks = Pick<Stage, 'cluster' | 'jobs'>;

async function seeTasks(step: string, stage: Stage): Promise<void> {
  stage.tasks = await runningTasks(stage);
  stage.ledger.append(events.continuity, { step, tasks: stage.tasks });
}

async function compareTasks(step: string, stage: Stage): Promise<void> {
  const { canary, mode, ledger, onProgress, steps, tasks: before } = stage;
  const taken = steps.find(({ name }) => name === step);
  await seeTasks(step, stage);
  for (const change of continuityChanges(before, stage.tasks)) {
    const planned = taken !== undefined && isPlanned(change, taken, { mode, canary: canary.name });
    ledger.append(events.continuityChange, { step, planned, ...change });
    if (!planned) onProgress(`${step}: ${change.message}`);
  }
  const allocations = await failedAllocations(stage);
  if (allocations.length > 0) ledger.append(events.allocationsFailed, { step, allocations });
}

/**
 * What was drained is meant to move, to be lost it is not, and the canary was drained after the step before; a CSI driver that a fault
 * ends is meant to be started again.
 */
export function isPlanned(
  { change, job, node }: ContinuityChange,
  step: Step,
  { mode, canary }: { mode: ClientMode; canary: string },
): boolean {
  const { does } = step;
  const isKilled = does.do === 'fault' && does.fault === 'plugin-killed' && does.node === node;
  if (isKilled) return change === 'restarted' && job === sharedPluginJob;
  const drained = [drainedBy(step, mode)?.name, canary];
  return drained.includes(node) && (change === 'moved' || job === batchJob);
}

const watched = (job: string | WatchedJob): WatchedJob =>
  typeof job === 'string' ? { id: job, namespace: 'default', mayEnd: [] } : job;

/** What happened to a task that had been running. */
type ContinuityChange = DataOf<typeof events.rollbackTask>;

/** The running tasks of these jobs, with their processes on the nodes, and those that have come to their end. */
export async function runningTasks({ cluster, jobs }: Tasks): Promise<TaskRun[]> {
  const [perJob, perNode] = await Promise.all([
    Promise.all(
      jobs.map(watched).map(async ({ id, namespace, mayEnd }) => {
        const allocations = await cluster.nomad.jobs.allocations(id, { namespace });
        return onClients(cluster, allocations).map((allocation) => ({ allocation, namespace, mayEnd }));
      }),
    ),
    Promise.all(cluster.clients.map(async (node) => await taskProcesses(node))),
  ]);
  const processes = new Map(perNode.flatMap((found) => [...found]));
  return perJob.flat().flatMap(({ allocation, namespace, mayEnd }) => {
    const mayTaskEnd = (task: string) => mayEnd.includes(`${allocation.TaskGroup}/${task}`);
    const ended = (task: string, state: TaskState) =>
      mayTaskEnd(task) && state.State === 'dead' && !state.Failed;
    return Object.entries(allocation.TaskStates ?? {})
      .filter(
        ([task, state]) =>
          (state.State === 'running' && allocation.ClientStatus === 'running') || ended(task, state),
      )
      .map(([task, state]) => ({
        job: allocation.JobID,
        allocation: allocation.ID,
        task,
        node: allocation.NodeName ?? allocation.NodeID,
        startedAt: state.StartedAt ?? '',
        restarts: state.Restarts,
        process: identityOf(processes.get(`${allocation.ID}/${task}`)),
        namespace,
        ...(mayTaskEnd(task) && { mayEnd: true }),
        ...(ended(task, state) && { ended: true }),
      }));
  });
}

/** Allocations of these jobs that failed or were lost, with their job, client and status. */
async function failedAllocations({ cluster, jobs }: Tasks): Promise<string[]> {
  const perJob = await Promise.all(
    jobs.map(watched).map(({ id, namespace }) => cluster.nomad.jobs.allocations(id, { namespace })),
  );
  return onClients(cluster, perJob.flat())
    .filter(hasFailed)
    .map(
      ({ ID, JobID, NodeName, ClientStatus }) => `${JobID} ${ID.slice(0, 8)} on ${NodeName}: ${ClientStatus}`,
    );
}

/**
 * Whether an allocation failed or was lost. Batch work that a drain has killed did not fail, though clients of Nomad 1.10.3 to 1.10.5
 * call it so, to have it placed again: nomad#26025.
 */
export function hasFailed(
  stub: Pick<AllocationListStub, 'ClientStatus' | 'DesiredStatus' | 'JobType' | 'TaskStates'>,
): boolean {
  const { ClientStatus, DesiredStatus, JobType, TaskStates } = stub;
  if (ClientStatus !== 'failed') return ClientStatus === 'lost';
  const failed = Object.values(TaskStates ?? {}).filter((state) => state.Failed);
  const killed = failed.length > 0 && failed.every(({ Events }) => Events?.at(-1)?.Type === 'Killed');
  return !(JobType === 'batch' && DesiredStatus === 'stop' && killed);
}

/** What restarted, moved or was lost between two looks. An upgrade in place must leave this empty. */
export function continuityChanges(before: readonly TaskRun[], after: readonly TaskRun[]): ContinuityChange[] {
  const found = new Map(after.map((run) => [keyOf(run), run]));
  return before.filter(isRunning).flatMap((run): ContinuityChange[] => {
    const now = found.get(keyOf(run));
    const changed = now ? changeOf(run, now) : goneTo(after.find((each) => isSuccessor(each, run, before)));
    if (!changed) return [];
    const [change, what] = changed;
    const { job, allocation, task, node } = run;
    return [{ change, job, allocation, task, node, message: `${nameOf(run)} ${what}` }];
  });
}

function goneTo(run: TaskRun | undefined): readonly [ContinuityChange['change'], string] {
  if (!run) return ['lost', 'runs no more'];
  return ['moved', `now runs as allocation ${run.allocation.slice(0, 8)} on ${run.node}`];
}

function changeOf(run: TaskRun, now: TaskRun): readonly [ContinuityChange['change'], string] | undefined {
  if (now.restarts !== run.restarts || now.startedAt !== run.startedAt) {
    const what = `was restarted: started ${run.startedAt}, now ${now.startedAt}, restarts ${now.restarts}`;
    return ['restarted', what];
  }
  // Of one that was never found nothing can be compared: the judge says so, by the list of tasks.
  if (now.ended || run.process === undefined || now.process === run.process) return undefined;
  const what = `has another process, unnoticed by Nomad: ${run.process}, now ${now.process ?? 'none'}`;
  return ['process-changed', what];
}

/** `<pid>@<start>` */
const identityOf = (found: TaskProcess | undefined) => found && `${found.pid}@${found.start}`;

const isRunning = ({ ended = false }: TaskRun) => !ended;
const keyOf = ({ allocation, task }: TaskRun) => `${allocation}/${task}`;
const nameOf = ({ task, job, allocation, node }: TaskRun) =>
  `task ${task} of ${job} (allocation ${allocation.slice(0, 8)}, ${node})`;
const isSuccessor = ({ job, task, allocation }: TaskRun, of: TaskRun, before: readonly TaskRun[]) =>
  job === of.job && task === of.task && !before.some((each) => each.allocation === allocation);

/** Running tasks whose process was not found on their node: whether they were left alone cannot be told. */
function unseenProcesses(entries: readonly Entry[]): Finding[] {
  const changes = events.continuityChange.of(entries);
  const unseen = events.continuity.of(entries).flatMap(({ step, tasks }) =>
    tasks
      .filter(({ ended, process }) => !ended && process === undefined)
      // That its process was there before and is gone is a finding of its own.
      .filter(
        ({ allocation, task }) =>
          !changes.some((each) => each.step === step && each.allocation === allocation && each.task === task),
      )
      .map((run) => ({ step, who: nameOf(run) })),
  );
  return [...Map.groupBy(unseen, ({ who }) => who)].map(([who, all]) =>
    unknown(
      'process-unseen',
      events.continuity,
      `no process of ${who} was found at ${all.map(({ step }) => step).join(', ')}: it may have been another one`,
    ),
  );
}
