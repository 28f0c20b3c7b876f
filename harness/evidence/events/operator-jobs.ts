import { z } from 'zod';
import { allocationFields, taskFields } from './allocation.ts';
import { type DataOf, kind, type Part } from './kind.ts';
import { volumeClaim } from './volumes.ts';

const volumeNeed = z.object({
  source: z.string(),
  perAlloc: z.boolean(),
  mode: z.enum(['read', 'write']),
  accessMode: z.string(),
});

/** A CSI volume that a group asks for, by the parsed job. */
export interface VolumeNeed extends Part<typeof volumeNeed> {}

/** A job of the operator: what the rules are derived from. */
export const operatorJob = kind('own-job', {
  job: z.string(),
  namespace: z.string(),
  /** `service`, `batch`, `system` or `sysbatch` */
  type: z.string(),
  /** Made anew by Nomad at each launch or dispatch: the job itself has no allocations. */
  template: z.boolean(),
  file: z.string(),
  groups: z.array(z.object({ name: z.string(), volumes: z.array(volumeNeed) })),
  /** What was changed before it was submitted, a line each. */
  changes: z.array(z.string()),
  /** What of it means something else in a rehearsal than in its cluster, a line each. */
  notes: z.array(z.string()).optional(),
  /** The lines of its file on which a name stands, to show what Nomad's words are about. */
  lines: z.record(z.string(), z.array(z.number())).optional(),
});
export interface OperatorJob extends DataOf<typeof operatorJob> {}

/** A volume of the operator, made anew for the rehearsal. */
export const operatorVolume = kind('own-volume', {
  volume: z.string(),
  namespace: z.string(),
  changes: z.array(z.string()),
});

const taskState = z.object({
  ...taskFields,
  /** `pending`, `running` or `dead`; empty for a task without a state. */
  state: z.string(),
  failed: z.boolean(),
});

/** A task with the state that Nomad gave when it was inspected. */
export interface OperatorTaskState extends Part<typeof taskState> {}

/** One allocation of the operator's jobs as it was at a step. */
export const operatorAllocation = kind('own-allocation', {
  ...allocationFields,
  step: z.string(),
  namespace: z.string(),
  /** `<job>.<group>[<index>]`, kept by replacements. */
  name: z.string(),
  group: z.string(),
  /** `run`, `stop` or `evict` */
  desired: z.string(),
  tasks: z.array(taskState),
  /** Order of creation. */
  index: z.number(),
});
export interface OperatorAllocation extends DataOf<typeof operatorAllocation> {}

/** One volume of the operator as Nomad and the nodes hold it at a step. */
export const operatorClaims = kind('own-claims', {
  step: z.string(),
  volume: z.string(),
  namespace: z.string(),
  /** Of the present claims; empty while there is none. */
  accessMode: z.string(),
  claims: z.array(volumeClaim),
  /** Where Nomad's claims and the nodes' mounts disagree. */
  differences: z.array(z.object({ rule: z.string(), message: z.string() })),
  /** Allocations that ran all the while the volume was read. */
  holders: z.array(z.string()),
});
export interface OperatorClaims extends DataOf<typeof operatorClaims> {}

/** All jobs and volumes of the operator were inspected at a step. */
export const operatorObserved = kind('own-observed', { step: z.string() });

/** Whether a command ran in each task of the operator's jobs that was running before the first step, after a client's, or anew. */
export const operatorExec = kind('own-exec', {
  step: z.string(),
  /** Whose agent was replaced. */
  client: z.string().optional(),
  tasks: z.array(
    z.object({
      job: z.string(),
      namespace: z.string(),
      allocation: z.string(),
      task: z.string(),
      refused: z.string().optional(),
    }),
  ),
});

/** How long after the jobs' stop a volume's last claim was gone. */
export const operatorRelease = kind('own-release', {
  volume: z.string(),
  boundMs: z.number(),
  /** Undefined when a claim was left at the bound. */
  releaseMs: z.number().optional(),
});
export interface OperatorRelease extends DataOf<typeof operatorRelease> {}

/** A bug that Nomad has had and that an operator's job could meet. */
export const knownIssue = kind('known-issue', {
  id: z.string(),
  issue: z.number(),
  what: z.string(),
  /** Jobs that could meet it. */
  jobs: z.array(z.string()),
  version: z.string(),
  expected: z.enum(['red', 'green', 'either']),
  /** What the bug's suite was on the upgraded cluster, or why it judged nothing. */
  observed: z.enum(['red', 'green', 'unjudged']),
  reason: z.string().optional(),
});
export interface KnownIssue extends DataOf<typeof knownIssue> {}
