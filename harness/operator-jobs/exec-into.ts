import { answerTo } from '../cluster/index.ts';
import { type DataOf, events } from '../evidence/index.ts';
import { commandRuns } from '../jobs/index.ts';
import type { AllocationListStub } from '../nomad/index.ts';
import { type InNamespace, stubsOf } from './observe.ts';
import type { Stage } from './stage.ts';

type Tried = DataOf<typeof events.operatorExec>['tasks'][number];

/** Runs a command in each running task of the jobs (kind `own-exec`). */
export async function execInto(
  when: { step: string; client?: string | undefined },
  jobs: readonly InNamespace[],
  { cluster, ledger, signal }: Stage,
): Promise<void> {
  const running = runningTasks(await stubsOf(cluster, jobs));
  const tried = await Promise.all(
    running.map(async ({ since: _, ...each }) => {
      const { refused } = await answerTo(commandRuns(cluster.nomad, each, signal), cluster, signal);
      return { ...each, refused };
    }),
  );
  const after = tried.some(({ refused }) => refused !== undefined)
    ? runningTasks(await stubsOf(cluster, jobs))
    : running;
  const goesOn = (each: Tried) =>
    running.some(
      (was) => isSame(was, each) && after.some((is) => isSame(is, each) && is.since === was.since),
    );
  // A task that ended or was restarted meanwhile refuses nothing.
  const tasks = tried.filter((each) => each.refused === undefined || goesOn(each));
  ledger.append(events.operatorExec, { ...when, tasks });
}

const isSame = (one: Omit<Tried, 'refused'>, other: Omit<Tried, 'refused'>) =>
  one.allocation === other.allocation && one.task === other.task;

const runningTasks = (all: readonly AllocationListStub[]) =>
  all.flatMap(({ ID: allocation, JobID: job, Namespace: namespace = 'default', TaskStates }) =>
    Object.entries(TaskStates ?? {})
      .filter(([, { State }]) => State === 'running')
      .map(([task, { StartedAt: since }]) => ({ job, namespace, allocation, task, since })),
  );
