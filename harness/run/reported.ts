import type { RunFolder } from '../evidence/index.ts';
import { reportInterrupted } from './end-run.ts';
import type { RunContext } from './options.ts';

/** What a run has left so far; it has no folder until something was started. */
interface Left {
  folder?: RunFolder | undefined;
}

interface ReportedRun<Run, T> {
  /** Calls `over` when all that is to be reported has been seen: what is left then is its clean-up. */
  work: (over: () => void) => Promise<void>;
  /** Reports the outcome of a run that is over. */
  report: (run: Run & { folder: RunFolder }) => Promise<T>;
}

/**
 * Runs the work, which fills `run`, and reports its outcome, also when it fails: what an hour has shown must not be lost because an
 * engine, a disk or the removal of the cluster failed at its end. What was seen until the work failed is reported in the run's
 * folder, where it has one; not after an abort, which is reported with the clean-up.
 * @throws what the work throws, after that; what the reporting throws then, too, as a SuppressedError
 */
export async function reported<Run extends Left, T>(
  run: Run,
  { work, report }: ReportedRun<Run, T>,
  { progress, signal }: Omit<RunContext, 'flags'>,
): Promise<T> {
  let over = false;
  const outcome = async () => {
    if (!hasFolder(run)) throw new Error('a run that is over has no folder');
    return await report(run);
  };
  const soFar = async (error: unknown) => {
    if (hasFolder(run)) await reportInterrupted(run.folder, { progress, signal: AbortSignal.abort(error) });
  };
  try {
    await work(() => {
      over = true;
    });
  } catch (error) {
    if (signal.aborted) throw error;
    await (over ? outcome() : soFar(error)).catch((failure: unknown) => {
      throw new SuppressedError(failure, error);
    });
    throw error;
  }
  return await outcome();
}

const hasFolder = <Run extends Left>(run: Run): run is Run & { folder: RunFolder } =>
  run.folder !== undefined;
