import { z } from 'zod';
import { kind, type Part } from './kind.ts';

const failure = z.object({
  /** With what was last observed, where the error says so. */
  message: z.string(),
  /** The suite's line that it comes from: `suites/csi/a.e2e.ts:12:3`. */
  at: z.string().optional(),
});
const failures = z.array(failure);

/** Why a test failed, as the ledger keeps it. */
export interface Failure extends Part<typeof failure> {}

const shownBug = z.object({
  id: z.string(),
  /** Number of its issue in Nomad's repository; left out where none is known. */
  issue: z.number().optional(),
  what: z.string(),
  /** The first version that no longer has it; left out while it is open. */
  firstGood: z.string().optional(),
  /** The version that brought it back after that. */
  back: z.string().optional(),
  /** What the assertion of the good behaviour said. */
  reason: z.string(),
});

/** A known bug of Nomad that a test showed: on the test's line in the ledger, and in vitest's report. */
export interface ShownBug extends Part<typeof shownBug> {}

/** One process of vitest: a run may have several, such as one for each repetition or step. */
const session = z.string();

/** The files of tests that are due, before the first of them is loaded. */
export const filesDue = kind('files-due', { session, files: z.array(z.string()) });

/** The tests of a file that was loaded: each must come to an end. */
export const testsDue = kind('tests-due', { session, file: z.string(), tests: z.array(z.string()) });

/** All files have ended, by vitest's word. `errors`: what broke outside of every test. */
export const sessionEnded = kind('session-ended', {
  session,
  reason: z.enum(['passed', 'failed', 'interrupted']),
  errors: z.array(z.string()),
});

/** `test` is `<file> > <name>`, `scope` the unique part of the test's ids. */
export const testStarted = kind('test-started', {
  test: z.string(),
  scope: z.string(),
  session: session.optional(),
});

export const testEnded = kind('test-ended', {
  test: z.string(),
  scope: z.string(),
  passed: z.boolean(),
  failures: failures.optional(),
  /** Folder of its failure bundle, within the run's. */
  bundle: z.string().optional(),
  /** The known bug that it showed; a test that failed besides has none. */
  known: shownBug.optional(),
});

/** A test, or a part of it, that was not run; `test` is its file. */
export const testSkipped = kind('test-skipped', { scope: z.string(), test: z.string(), reason: z.string() });

/** How a test, or a file that broke, ended by vitest's word, which knows those that had no scope. */
export const testResult = kind('test-result', {
  session: session.optional(),
  test: z.string(),
  /** `passed`, `failed` or `skipped`. */
  status: z.string(),
  ms: z.number().optional(),
  failures: failures.optional(),
});

/** What a test expects to be broken in its own volumes and allocations, and why: a finding of that rule is a note then. */
export const expected = kind('expected', { scope: z.string(), rule: z.string(), why: z.string() });

/** A note of a test's own. It has a name of its own below the kind, so that no suite can write what the verdict reads. */
export const note = kind('note', {
  scope: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** A wait for Nomad that has ended; with its scope where one test alone was running. */
export const wait = kind('wait', {
  what: z.string(),
  ms: z.number(),
  ok: z.boolean(),
  scope: z.string().optional(),
});

export const jobRegistered = kind('job-registered', {
  scope: z.string(),
  job: z.string(),
  evaluation: z.string(),
});

/** A job that Nomad has started again after it was stopped. */
export const stopUndone = kind('stop-undone', { job: z.string() });
