import { z } from 'zod';
import { kind, type Part } from './kind.ts';

/** The first line of every ledger: how the lines after it are to be read. Readers take it away. */
export const ledger = kind('ledger', {
  format: z.number(),
  /** Version of the harness that has made the file. */
  harness: z.string(),
});

/** The uptime in seconds of the kernel, by which writers note their times: of this machine at first, of a rehearsal's nodes after. */
export const clock = kind('clock', { uptime: z.number() });

/** Made by the reader, and kept when ledgers are merged: lines that nobody can read any more, so no verdict is sure. */
export const unreadable = kind('unreadable', {
  file: z.string(),
  lines: z.number(),
  /** Of the first of them: its number in the file, from 1, and what is wrong with it. */
  first: z.object({ line: z.number(), reason: z.string() }),
});

const binary = z.object({
  version: z.string(),
  /** In words: `compiled from its Go module`. */
  source: z.string(),
  sha256: z.string(),
  /** What a reader of the result has to know of it. */
  notes: z.array(z.string()),
});

/** What a run is on. */
export const run = kind('run', {
  versions: z.array(z.string()),
  /** Those of the versions that this run has started itself. */
  binaries: z.array(binary).optional(),
  servers: z.number(),
  clients: z.number(),
  timing: z.string().optional(),
  /** By how much its time limits were longer; left out where they were not. */
  pace: z.number().optional(),
  /** Whether docker tasks may be privileged; they may not unless this is true. */
  allowPrivileged: z.boolean().optional(),
  /** Whether what the CSI driver was asked is due at the run's end: of our own driver, on machines of ours. */
  callsDue: z.boolean().optional(),
  /** Address of the cluster that was attached to. */
  attached: z.string().optional(),
});

/** The Docker engine inside the nodes, as it says itself. */
export const nodeEngine = kind('node-engine', {
  version: z.string(),
  apiVersion: z.string(),
  minApiVersion: z.string(),
});

/** What a cluster that was attached to can do. */
export const capabilities = kind('capabilities', {
  lines: z.array(z.string()),
  lacks: z.record(z.string(), z.string()),
  leftovers: z.array(z.string()),
});

const named = { name: z.string(), ms: z.number() };

/** A phase of a cluster's start that has ended. */
export const phase = kind('phase', named);

const counts = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  known: z.number().optional(),
});
export interface TestCounts extends Part<typeof counts> {}

/** What suites are due in this run, before the first of them begins. */
export const suitesDue = kind('suites-due', {
  repetitions: z.number(),
  /** Areas and files that were named; empty for all. */
  filters: z.array(z.string()),
  /** Which part of the files, such as `2/3`. */
  shard: z.string().optional(),
});

/** Tests that need no cluster (unit tests, csi-sanity) and ran before it was started. */
export const part = kind('part', { name: z.string(), counts });

/** The shards that this run was made of, such as `1/3`, and how many there are to be. */
export const merged = kind('merged', { shards: z.array(z.string()), of: z.number() });

/** The run came to its end. Counts are of all that vitest ran, also of what has no line of its own. */
export const runEnded = kind('run-ended', {
  phases: z.array(z.object(named)),
  counts: counts.optional(),
});

export const runInterrupted = kind('run-interrupted', { reason: z.string() });
