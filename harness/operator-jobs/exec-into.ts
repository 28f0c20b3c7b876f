import { answerTo } from '../cluster/index.ts';
import { events } from '../evidence/index.ts';
import { commandRuns } from '../jobs/index.ts';
import type { AllocationListStub } from '../nomad/index.ts';
import { type InNamespace, stubsOf } from './observe.ts';
import type { Stage } from './stage.ts';

/** Runs a command in each running task of the jobs (kind `own-exec`). */
export async function execInto(
  when: { step: string; client?: string | undefined },
  jobs: readonly InNamespace[],
  { cluster, ledger, signal }: Stage,
): Promise<void> {
  const running = runningTasks(await stubsOf(cluster, jobs));
  const tried = await Promise.all(
    running.map(async ({ since, ...each }) => {
      const { refused } = await answerTo(commandRuns(cluster.nomad, each, signal), cluster, signal);
      return { since, task: { ...each, refused } };
    }),
  );
  const isRefused = tried.some(({ task }) => task.refused !== undefined);
  const after = isRefused ? runningTasks(await stubsOf(cluster, jobs)) : [];
  // A task that ended or was restarted meanwhile refuses nothing.
  const goesOn = ({ since, task }: (typeof tried)[number]) =>
    after.some((is) => is.allocation === task.allocation && is.task === task.task && is.since === since);
  const tasks = tried
    .filter((each) => each.task.refused === undefined || goesOn(each))
    .map(({ task }) => task);
  ledger.append(events.operatorExec, { ...when, tasks });
}

const runningTasks = (all: readonly AllocationListStub[]) =>
  all.flatMap(({ ID: allocation, JobID: job, Namespace: namespace = 'default', TaskStates }) =>
    Object.entries(TaskStates ?? {})
      .filter(([, { State }]) => State === 'running')
      .map(([task, { StartedAt: since }]) => ({ job, namespace, allocation, task, since })),
  );
