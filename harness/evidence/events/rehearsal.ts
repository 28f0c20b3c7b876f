import { z } from 'zod';
import { kind, type Part } from './kind.ts';

/** Name of the step that it belongs to, such as `1/6 server-2`, or `before` the first one. */
const step = z.string();

const dueEvidence = z.object({
  /** Kind of the lines that are the evidence. */
  kind: z.string(),
  /** The steps that it is due for; not given for what is due once. */
  steps: z.array(z.string()).optional(),
  /** What there must be a line of each of, such as a volume, or a server and a type of job. */
  of: z.array(z.string()).optional(),
});

/** Evidence that a rehearsal owes: for each step, of each part. */
export interface DueEvidence extends Part<typeof dueEvidence> {}

const bound = z.object({
  /** What is bounded, by the name of its rule. */
  cost: z.string(),
  /** What it may come to in one step, in milliseconds; more is a NO-GO. */
  ms: z.number(),
  /** Kind of the steps that it holds for, such as `upgrade server`; all, unless given. */
  does: z.string().optional(),
  /** Where it comes from, in words. */
  from: z.string(),
});

const pathNote = z.object({
  severity: z.enum(['break', 'warning']),
  message: z.string(),
  source: z.string(),
  /** When it is to be acted on, `back` on a way back; before the upgrade, unless given. */
  when: z.enum(['before', 'during', 'after', 'back']).optional(),
});

/** What a rehearsal is to do, and what has to be seen of it. */
export const plan = kind('plan', {
  from: z.string(),
  to: z.string(),
  mode: z.string(),
  steps: z.array(z.string()),
  heartbeatGraceMs: z.number(),
  /** Empty for a ledger of before format 3. */
  due: z.array(dueEvidence),
  /** What a step may cost. Empty for a ledger of before format 3. */
  budget: z.array(bound),
  /** What was known against the path. Not given in a ledger of before format 4. */
  notes: z.array(pathNote).optional(),
  /** What Nomad says of a way back. Not given in a ledger of before format 4. */
  wayBack: z.object({ message: z.string(), source: z.string() }).optional(),
  /** What the order was drawn from. Neither is given for the plain order. */
  seed: z.number().optional(),
  /** What in that order Nomad does not support, in words; empty where it supports all of it. */
  unsupported: z.array(z.string()).optional(),
});

const probe = {
  probe: z.enum(['api', 'connect', 'submit', 'claim', 'exec', 'logs']),
  /** The server that is asked, or the client that a stream leads to, where each has a probe of its own. */
  server: z.string().optional(),
  client: z.string().optional(),
  during: z.enum(['upgrade', 'rollback']),
};

/** A probe begins to sample: from here on its samples are due. */
export const probeBegin = kind('probe-begin', probe);

/** A probe ends, as it was to, or by an error. */
export const probeEnd = kind('probe-end', { ...probe, error: z.string().optional() });

const writer = { volume: z.string(), job: z.string(), allocation: z.string() };

/** An allocation that writes to a volume runs: from here on it must write. */
export const writerPlaced = kind('writer-placed', writer);

/** A writer is about to be stopped, or to be rolled back with its cluster: until here it had to write. */
export const writerStopped = kind('writer-stopped', writer);

/** What each running writer has acknowledged by now. */
export const writerProgress = kind('writer-progress', {
  step,
  writers: z.array(
    z.object({
      ...writer,
      /** Its last sequence, 0 for none; undefined when what it left is no number. */
      sequence: z.number().optional(),
    }),
  ),
});

/** New work was done on each of these clients. */
export const workPlaced = kind('work-placed', { step, clients: z.array(z.string()) });

/** The machine or the harness failed, not Nomad: what is after it is no evidence. */
export const rehearsalBroken = kind('rehearsal-broken', { error: z.string() });
