import type { StartedNomadCluster } from '../cluster/index.ts';
import type { DataOf, events, TaskRun } from '../evidence/index.ts';
import type { AllocationListStub, TaskState } from '../nomad/index.ts';
import type { WatchedJob } from '../operator-jobs/index.ts';
import { taskProcesses } from './processes.ts';

const watched = (job: string | WatchedJob): WatchedJob =>
  typeof job === 'string' ? { id: job, namespace: 'default', mayEnd: [] } : job;

/** What happened to a task that had been running. */
export type ContinuityChange = DataOf<typeof events.rollbackTask>;

/** The running tasks of these jobs, with their processes on the nodes, and those that have come to their end. */
export async function runningTasks(
  cluster: StartedNomadCluster,
  jobs: readonly (string | WatchedJob)[],
): Promise<TaskRun[]> {
  const [perJob, perNode] = await Promise.all([
    Promise.all(
      jobs.map(watched).map(async ({ id, namespace, mayEnd }) => {
        const allocations = await cluster.nomad.jobs.allocations(id, { namespace });
        return allocations.map((allocation) => ({ allocation, namespace, mayEnd }));
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
        process: processes.get(`${allocation.ID}/${task}`),
        namespace,
        ...(mayTaskEnd(task) && { mayEnd: true }),
        ...(ended(task, state) && { ended: true }),
      }));
  });
}

/** Allocations of these jobs that failed or were lost, with their job, client and status. */
export async function failedAllocations(
  { nomad }: StartedNomadCluster,
  jobs: readonly (string | WatchedJob)[],
): Promise<string[]> {
  const perJob = await Promise.all(
    jobs.map(watched).map(({ id, namespace }) => nomad.jobs.allocations(id, { namespace })),
  );
  return perJob
    .flat()
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
    const change = (change: ContinuityChange['change'], message: string) => [
      { change, job: run.job, allocation: run.allocation, task: run.task, node: run.node, message },
    ];
    const name = `task ${run.task} of ${run.job} (allocation ${run.allocation.slice(0, 8)}, ${run.node})`;
    if (now) return changeOf(run, now).flatMap(([kind, what]) => change(kind, `${name} ${what}`));
    const elsewhere = after.find(
      (each) => each.job === run.job && each.task === run.task && isNew(each, before),
    );
    if (elsewhere)
      return change(
        'moved',
        `${name} now runs as allocation ${elsewhere.allocation.slice(0, 8)} on ${elsewhere.node}`,
      );
    return change('lost', `${name} runs no more`);
  });
}

function changeOf(run: TaskRun, now: TaskRun): [ContinuityChange['change'], string][] {
  if (now.restarts !== run.restarts || now.startedAt !== run.startedAt) {
    return [
      [
        'restarted',
        `was restarted: started ${run.startedAt}, now ${now.startedAt}, restarts ${now.restarts}`,
      ],
    ];
  }
  // Of one that was never found nothing can be compared: the judge says so, by the list of tasks.
  if (now.ended || run.process === undefined || now.process === run.process) return [];
  return [
    [
      'process-changed',
      `has another process, unnoticed by Nomad: ${run.process}, now ${now.process ?? 'none'}`,
    ],
  ];
}

const isRunning = ({ ended = false }: TaskRun) => !ended;
const keyOf = ({ allocation, task }: TaskRun) => `${allocation}/${task}`;
const isNew = (run: TaskRun, before: readonly TaskRun[]) =>
  !before.some((each) => each.allocation === run.allocation);
