import type { ClusterNode } from '../../cluster/index.ts';
import type { Fault } from '../../faults/index.ts';
import { type AllocationListStub, hasEnded, type TaskGroup } from '../../nomad/index.ts';

/** What is promised of a disconnected client, https://developer.hashicorp.com/nomad/docs/job-specification/disconnect. */
export const cutJobs = ['kept', 'replaced', 'stopped'] as const;
export type CutJob = (typeof cutJobs)[number];
/** While the client is cut off, and when it is back. */
export const sides = ['cut', 'back'] as const;
export type CutWhen = (typeof sides)[number];

/** A client that no job of the rehearsal runs on, but for those that say what is to happen to them while it is cut off. */
export interface CutOff {
  node: ClusterNode;
  fault: Fault;
  /** Their allocations on it when it was cut off. */
  own: Partial<Record<CutJob, AllocationListStub>>;
  /** What is to be seen next; undefined until it is cut off. */
  next: CutWhen | undefined;
}

const minutes = 60e9;

/** In nanoseconds. */
export const disconnectOf = (
  job: CutJob,
  stopOnClientAfterMs: number,
): NonNullable<TaskGroup['Disconnect']> => {
  if (job === 'stopped') return { StopOnClientAfter: stopOnClientAfterMs * 1e6 };
  return { LostAfter: 10 * minutes, Replace: job === 'replaced' };
};

type Allocations = readonly AllocationListStub[];

const runs = ({ ClientStatus, DesiredStatus }: AllocationListStub) =>
  ClientStatus === 'running' && DesiredStatus === 'run';

/** One runs, and no other one is left. */
const one = (all: Allocations) =>
  all.filter(runs).length === 1 && all.every((each) => runs(each) || hasEnded(each));

const startOf = ({ TaskStates }: AllocationListStub) =>
  Object.values(TaskStates ?? {}).map(({ StartedAt }) => StartedAt)[0];

const rules: Record<CutJob, Record<CutWhen, (all: Allocations, own: AllocationListStub) => boolean>> = {
  kept: {
    cut: (all, { ID }) => all.every((each) => each.ID === ID && each.ClientStatus === 'unknown'),
    back: (all, own) =>
      all.every((each) => each.ID === own.ID && runs(each) && startOf(each) === startOf(own)),
  },
  replaced: {
    cut: (all, { ID }) => all.some((each) => each.ID !== ID && runs(each)),
    back: one,
  },
  stopped: {
    cut: (all, { ID }) => all.some((each) => each.ID !== ID && runs(each)),
    back: (all, { ID }) => one(all) && !all.some((each) => each.ID === ID && runs(each)),
  },
};

/** Whether what was said of the client holds of the job's allocations, of which it had this one before. */
export const holds = (job: CutJob, when: CutWhen, all: Allocations, own: AllocationListStub): boolean =>
  all.length > 0 && rules[job][when](all, own);
