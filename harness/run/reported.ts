import type { RunFolder } from '../evidence/index.ts';
import { reportInterrupted } from './end-run.ts';
import type { RunContext } from './options.ts';
import { reportOutcome } from './report-outcome.ts';

/** What a run has left so far; it has no folder until something was started. */
interface Left {
  folder?: RunFolder | undefined;
}

/**
 * Runs the work, which fills `run` and calls `over` before its clean-up, and reports its outcome. What was seen until the work failed
 * is reported in the run's folder, where it has one.
 * @throws as `told`
 */
export function reported<Run extends Left, T>(
  run: Run,
  {
    work,
    report,
  }: {
    work: (over: () => void) => Promise<void>;
    report: (run: Run & { folder: RunFolder }) => Promise<T>;
  },
  { progress, signal }: Omit<RunContext, 'flags'>,
): Promise<T> {
  return reportOutcome({
    work,
    report: async () => {
      if (!hasFolder(run)) throw new Error('a run that is over has no folder');
      return await report(run);
    },
    reportSoFar: async (error) => {
      if (hasFolder(run)) {
        await reportInterrupted(run.folder, { progress, signal: AbortSignal.abort(error) });
      }
    },
    signal,
  });
}

const hasFolder = <Run extends Left>(run: Run): run is Run & { folder: RunFolder } =>
  run.folder !== undefined;
