import { z } from 'zod';
import { type DataOf, kind, type Part } from './kind.ts';

const answer = z.object({
  call: z.enum(['parse', 'validate', 'plan', 'register']),
  /** Nomad's reason; undefined when it takes the job. */
  refused: z.string().optional(),
  warnings: z.string().optional(),
  /** Why a plan could not place the job. */
  unplaced: z.array(z.string()).optional(),
});

/** What Nomad said to a job before it did anything with it. */
export interface JobAnswer extends Part<typeof answer> {}

const evaluation = z.object({
  triggeredBy: z.string(),
  status: z.string(),
  description: z.string(),
  /** Why groups were not placed: `app: ConstraintFiltered missing drivers`. */
  unplaced: z.array(z.string()),
});
export interface EvaluationBehaviour extends Part<typeof evaluation> {}

const task = z.object({
  state: z.string(),
  failed: z.boolean(),
  restarts: z.number(),
  events: z.array(z.object({ type: z.string(), message: z.string() })),
});
export interface TaskBehaviour extends Part<typeof task> {}

const allocation = z.object({
  group: z.string(),
  client: z.string(),
  clientDescription: z.string(),
  desired: z.string(),
  desiredDescription: z.string(),
  tasks: z.record(z.string(), task),
});
export interface AllocationBehaviour extends Part<typeof allocation> {}

const job = z.object({
  /** The file the job is from and the variables it was given: `behaviour/run/ending driver=exec`. */
  file: z.string(),
  answers: z.array(answer),
  evaluations: z.array(evaluation),
  allocations: z.array(allocation),
  deployments: z.array(z.object({ status: z.string(), description: z.string() })),
});
export interface JobBehaviour extends Part<typeof job> {}

const volume = z.object({
  file: z.string(),
  accessMode: z.string(),
  attachmentMode: z.string(),
  schedulable: z.boolean(),
  /** `write` or `read`, one for each claim of a running allocation. */
  claims: z.array(z.string()),
});

/** A volume at the end of its test, while those jobs still held it that the test left running. */
export interface VolumeBehaviour extends Part<typeof volume> {}

const fields = z.record(z.string(), z.array(z.string()));

/** Path of a field → the types of its values, such as `string` and `null`. */
export type Fields = Part<typeof fields>;

/**
 * What Nomad did with what one test put into it, raw: ids, times and addresses are still in it, so that what makes two
 * versions comparable is decided when they are compared.
 */
export const behaviour = kind('behaviour', {
  test: z.string(),
  passed: z.boolean(),
  /** Why it failed, in one line. Not given in a ledger of before. */
  failure: z.string().optional(),
  /** The unique part of every id of the test. */
  scope: z.string(),
  /** By the job's id. */
  jobs: z.record(z.string(), job),
  /** By the volume's id. */
  volumes: z.record(z.string(), volume),
  /** What the API answers about (`allocation`) → path of a field (`TaskStates.*.State`) → types of its values. */
  fields: z.record(z.string(), fields),
  /** What could not be read, with the reason. */
  unread: z.array(z.string()),
});
export interface BehaviourRecord extends DataOf<typeof behaviour> {}

/** What an upgraded cluster does otherwise than a fresh one of the new version. */
export const behaviourDiff = kind('behaviour-diff', {
  /** Tests that either version passes when it is started afresh, each with why it failed. */
  brokenByUpgrade: z.array(z.string()),
  changes: z.number(),
  /** The changes, each with the jobs that show it. Not given in a ledger of before format 4. */
  words: z.array(z.string()).optional(),
});
