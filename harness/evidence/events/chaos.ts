import { z } from 'zod';
import { type DataOf, kind, type Part } from './kind.ts';
import { claimDifference, writerSpan } from './volumes.ts';

/** `id` tells the schedules of a run apart: the first is the run's, later ones search for the shortest that fails. */
const id = z.string();

/** Chaos begins: what its faults are drawn from. */
export const chaosBegin = kind('chaos-begin', {
  seed: z.number(),
  minutes: z.number(),
  version: z.object({ version: z.string().optional(), path: z.string().optional() }).optional(),
  /** File of a schedule that was given instead of a seed. */
  schedule: z.string().optional(),
});

/** What is due of a schedule; written before its first round. */
export const chaosPlan = kind('chaos-plan', {
  id,
  /** In each round, with how many writers each has. */
  volumes: z.array(z.object({ volume: z.string(), writers: z.number() })),
  /** The job whose starts each round counts. */
  lifecycle: z.string(),
  /** What the ids of the jobs begin with that are started while a fault holds; `-<round>` follows. */
  ordered: z.string(),
  /** Faults that can be drawn on this cluster. */
  menu: z.array(z.string()),
  /** How many steps were given, each of which is due; left out where they are drawn until the time is over. */
  steps: z.number().optional(),
  /** The kernel's uptime in seconds at this moment: writers note their times by it. */
  uptime: z.number(),
});

export interface ChaosPlan extends Omit<DataOf<typeof chaosPlan>, 'id'> {}

/** A schedule came to its end. */
export const chaosEnd = kind('chaos-end', { id, rounds: z.number() });

const step = {
  fault: z.string(),
  /** Which of the clients, or of the servers for a fault of servers; counted modulo their number. */
  node: z.number(),
  holdMs: z.number(),
  /** Whether the writers are stopped while the fault holds, or after it. */
  stopDuring: z.boolean(),
};

/** A fault that is not available here and was passed over. */
export const chaosSkipped = kind('chaos-skipped', {
  ...step,
  /** Ledgers of before do not have it. */
  id: id.optional(),
  reason: z.string(),
});

/** A round begins. */
export const chaosStep = kind('chaos-step', { ...step, id, round: z.number() });

const volumeRound = z.object({
  volume: z.string(),
  singleWriter: z.boolean(),
  spans: z.array(writerSpan),
  /** Records that are missing below an allocation's last one. */
  holes: z.array(z.string()),
  /** Allocation → last record that its writer is known to have acknowledged; of a lost machine, as of before the fault. */
  acknowledged: z.record(z.string(), z.number()),
  /** From the end of fault and holders, in milliseconds. */
  releaseMs: z.number(),
  /** Where Nomad, the nodes and the driver disagree about the volume 60 s after its last claim is gone. */
  leaks: z.array(claimDifference),
});

/** What was found in one volume after a round. */
export interface VolumeRound extends Part<typeof volumeRound> {}

/** What held after a fault: a round has come to its end. */
export const chaosRound = kind('chaos-round', {
  id,
  round: z.number(),
  fault: z.string(),
  volumes: z.array(volumeRound),
  /** How often the tasks of the lifecycle job's allocation have started, by their own notes. */
  starts: z.object({ allocation: z.string(), init: z.number(), sidecar: z.number() }),
  /** Of the job that was started while the fault held: the exit codes of each main, 1 where init's work was not there. */
  ordered: z.array(z.object({ allocation: z.string(), mainExits: z.array(z.number()) })),
});
export interface ChaosRound extends Omit<DataOf<typeof chaosRound>, 'id'> {}

/** A round that came to no end. */
export const chaosStuck = kind('chaos-stuck', {
  id,
  round: z.number(),
  /** Of the error, where it has one. */
  code: z.string().optional(),
  error: z.string(),
  /** The machine or this program failed, not Nomad: nothing is known of the round. */
  ours: z.boolean().optional(),
});

/** The nodes that claim a volume by Nomad's record, each time they change. */
export const chaosClaims = kind('chaos-claims', {
  id,
  volume: z.string(),
  /** Of the record: orders it among all that Nomad has recorded. */
  index: z.number(),
  nodes: z.array(z.string()),
});

/** The nodes whose controller cannot attach by Nomad's record, each time they change. */
export const chaosControllers = kind('chaos-controllers', {
  id,
  index: z.number(),
  unable: z.array(z.string()),
});

/** A record that can no longer be read. */
export const chaosUnwatched = kind('chaos-unwatched', { id, error: z.string() });
