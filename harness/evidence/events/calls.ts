import { z } from 'zod';
import { type DataOf, kind } from './kind.ts';

/**
 * What a driver was asked about a volume and what it answered, as it noted it itself (fixtures/csi-hostpath/journal.ts). `asked` and
 * `answered` are nanoseconds on the ledger's clock; without an answer the call may have done anything.
 */
export const driverCall = kind('driver-call', {
  /** Name that the volume was created by, else the driver's own id. */
  volume: z.string(),
  /** As in csi.proto, lower case first. */
  call: z.string(),
  /** The node that the call is about; empty for all. */
  node: z.string(),
  asked: z.number(),
  answered: z.number().optional(),
  /** `ok`, or the gRPC code. */
  outcome: z.string().optional(),
  /** The driver's message with an error. */
  why: z.string().optional(),
  /** Path that an allocation's mount is at; Nomad's has the allocation's id in it. */
  target: z.string().optional(),
  /** Path that a node's mount is at. */
  staging: z.string().optional(),
  /** Access mode, such as `single-node-writer`. */
  mode: z.string().optional(),
  readOnly: z.boolean().optional(),
});
export interface DriverCall extends DataOf<typeof driverCall> {}

/**
 * While a test had a volume, Nomad's record said of a driver's controllers on these nodes that they cannot attach: by such a one Nomad
 * attaches and detaches nothing (suites/faults/one-driver-mute).
 */
export const controllersUnable = kind('controllers-unable', {
  scope: z.string(),
  plugin: z.string(),
  nodes: z.array(z.string()),
});

/** All that drivers had noted when the run ended, in lines of kind `driver-call`. */
export const driverCalls = kind('driver-calls', {
  calls: z.number(),
  /** Lines that a driver has numbered and that are not there. */
  missing: z.number(),
  /** Why they cannot be seen at all. */
  unseen: z.string().optional(),
});
