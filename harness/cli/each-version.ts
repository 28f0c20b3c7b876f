import { exitCodes, explain, HarnessError, UsageError } from '../errors.ts';
import { exitCodeOf } from '../judge/index.ts';
import { type ClusterSuites, type EndedSuites, onCluster, type RunContext } from '../run/index.ts';
import { reportSuites } from './suites.ts';

/** A version to run suites on: one to obtain, or a binary of the user's own. */
export type VersionTarget = { version: string } | { path: string };

type Tell = (run: EndedSuites) => Promise<void>;

interface EachVersion extends RunContext {
  targets: readonly VersionTarget[];
  suites: ClusterSuites;
  /** What to run where no version is named. */
  usage: string;
}

/**
 * Runs suites on one version after the other, each on a cluster of its own, and tells of each run as it ends. A version that cannot be
 * run is said, and does not keep the others from being run. Returns the exit code: 1 where a test failed, 3 where a version could not
 * be run.
 * @throws UsageError FLAG_INVALID without a version
 */
export async function onEachVersion(
  { targets, suites, usage, ...context }: EachVersion,
  tell: Tell,
): Promise<number> {
  if (targets.length === 0) throw new UsageError('FLAG_INVALID', 'no version is named', { next: usage });
  const { flags, progress, signal } = context;
  const codes: number[] = [];
  for (const binary of targets) {
    try {
      codes.push(await onOneCluster({ ...context, flags: { ...flags, binary } }, suites, tell));
    } catch (error) {
      if (signal.aborted || !(error instanceof HarnessError)) throw error;
      progress.line(`not run on ${'version' in binary ? binary.version : binary.path}: ${explain(error)}`);
      codes.push(exitCodes.environment);
    }
  }
  return Math.max(...codes);
}

/** Runs suites on one cluster, and tells of the run as it ends. Returns the exit code. */
export async function onOneCluster(context: RunContext, suites: ClusterSuites, tell: Tell): Promise<number> {
  const run = await onCluster(context, suites);
  reportSuites(run, context);
  await tell(run);
  return exitCodeOf(run.verdict.outcome);
}
