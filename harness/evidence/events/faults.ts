import { z } from 'zod';
import { kind } from './kind.ts';

/** A fault is about to be injected. */
export const faultBegin = kind('fault-begin', {
  /** Unique in the run: the same fault may be injected again. */
  id: z.string(),
  name: z.string(),
});

/** A fault that was undone. Times are nanoseconds on the ledger's clock. */
export const fault = kind('fault', {
  /** Of its `fault-begin`. */
  id: z.string(),
  name: z.string(),
  begin: z.number(),
  end: z.number(),
  /** When the cluster was healthy again. */
  healthy: z.number(),
  /** What shows that the fault was met. */
  evidence: z.record(z.string(), z.unknown()).optional(),
});

/** How long it took until all was well after the end of a fault. */
export const faultRecovered = kind('fault-recovered', {
  path: z.string(),
  recoveryMs: z.number(),
  boundMs: z.number(),
});

/** What was done to a node's agent: `started`, or a signal. */
export const agent = kind('agent', {
  node: z.string(),
  did: z.string(),
  version: z.string(),
  /** How long the agent took to serve its API, or to end. */
  ms: z.number().optional(),
  scope: z.string().optional(),
});
