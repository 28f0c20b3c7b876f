import { z } from 'zod';
import { kind, type Part } from './kind.ts';

const role = z.enum(['prestart', 'poststart', 'poststop', 'main']);

/** Where a task stands in its group: a prestart, poststart or poststop task, or `main` without a lifecycle block. */
export type TaskRole = z.infer<typeof role>;

const taskEvent = z.object({
  type: z.string(),
  at: z.number(),
  exitCode: z.number().optional(),
  message: z.string().optional(),
});

/** One task event of Nomad, with its time in nanoseconds since the epoch (exact to 256 ns: a double). */
export interface TaskEventRecord extends Part<typeof taskEvent> {}

export const taskFields = { task: z.string(), role, sidecar: z.boolean(), events: z.array(taskEvent) };
const taskHistory = z.object(taskFields);

/** What the ledger keeps of one task of an allocation. Nomad itself keeps the last ten events of a task. */
export interface TaskHistory extends Part<typeof taskHistory> {}

const volumeUse = z.object({ volume: z.string(), readOnly: z.boolean() });

/** A CSI volume that an allocation asks for. */
export interface VolumeUse extends Part<typeof volumeUse> {}

export const allocationFields = {
  job: z.string(),
  allocation: z.string(),
  node: z.string(),
  status: z.string(),
  tasks: z.array(taskHistory),
  volumes: z.array(volumeUse).optional(),
};
const allocationHistory = z.object(allocationFields);

/** What the ledger keeps of one allocation. */
export interface AllocationHistory extends Part<typeof allocationHistory> {}

/** An allocation with its tasks' events; the last line of each allocation counts. */
export const allocation = kind('allocation', {
  ...allocationFields,
  /** Of the chaos schedule that it belongs to. */
  id: z.string().optional(),
});
