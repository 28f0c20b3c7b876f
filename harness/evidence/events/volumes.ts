import { z } from 'zod';
import { type DataOf, kind, type Part } from './kind.ts';

export const writeRecord = z.object({
  /** From 1, without a gap within an allocation. */
  sequence: z.number(),
  allocation: z.string(),
  node: z.string(),
  /** Seconds since the kernel started: one clock for all nodes of a cluster on one machine. */
  at: z.number(),
  /** Seconds since the epoch, whole. */
  wall: z.number(),
});

/** One line that a writer flushed to the volume before it went on (`jobs/csi/writer.nomad.hcl`). */
export interface WriteRecord extends Part<typeof writeRecord> {}

export const writerSpan = z.object({
  allocation: z.string(),
  node: z.string(),
  first: z.number(),
  last: z.number(),
  records: z.number(),
});

/** The span in which one allocation is known to have written. */
export interface WriterSpan extends Part<typeof writerSpan> {}

export const volumeClaim = z.object({
  allocationId: z.string(),
  /** Name of the node; the Nomad node id when the cluster has no such node any more. */
  node: z.string(),
  mode: z.enum(['read', 'write']),
  /** The allocation has ended (`complete`, `failed`, `lost`) or is gone. */
  ended: z.boolean(),
});

/** A claim as Nomad's servers keep it. */
export interface VolumeClaim extends Part<typeof volumeClaim> {}

export const claimDifference = z.object({
  rule: z.enum([
    'claim-of-ended-allocation',
    'claim-without-mount',
    'read-claim-mounted-writable',
    'mount-without-claim',
    'stage-without-claim',
    'claim-without-attachment',
    'attachment-without-claim',
  ]),
  /** Name of the node that holds what others do not know of, or lacks it. */
  node: z.string(),
  message: z.string(),
});

/** Where Nomad's claims, the nodes' mounts and the driver's attachments of a volume disagree. */
export interface ClaimDifference extends Part<typeof claimDifference> {}

/** A volume that a test has made, with the access modes it was made for. */
export const volumeCreated = kind('volume-created', {
  scope: z.string(),
  volume: z.string(),
  modes: z.array(z.string()).optional(),
});

/** Who wrote to a volume when, by what is in it. */
export const writerSpans = kind('writer-spans', {
  scope: z.string(),
  volume: z.string(),
  mode: z.string(),
  spans: z.array(writerSpan),
  /** Records that are missing below a writer's last one: each was flushed before the next was begun. */
  holes: z.array(z.string()).optional(),
  /** Allocation → its last record that it had acknowledged, of those that could still be asked. */
  acknowledged: z.record(z.string(), z.number()).optional(),
});

/** Who wrote to a volume when, as its reader knows it. */
export interface WritersSeen extends Omit<DataOf<typeof writerSpans>, 'scope'> {}

export const claimReleased = kind('claim-released', {
  volume: z.string(),
  /** What ended the holder. */
  path: z.string(),
  releaseMs: z.number(),
  boundMs: z.number(),
});

/** How long it took until a volume could be claimed again. */
export interface Release extends DataOf<typeof claimReleased> {}
