/** A run, and how its outcome is reported. */
export interface ReportedRun<T> {
  /** Calls `over` when all that is to be reported has been seen: what is left then is its clean-up. */
  work: (over: () => void) => Promise<void>;
  /** Reports the outcome of a run that is over. */
  report: () => Promise<T>;
  /** Reports what was seen until the work failed. Not called after an abort, which is reported with the clean-up. */
  reportSoFar: (error: unknown) => Promise<unknown>;
  signal: AbortSignal;
}

/**
 * Runs the work and reports its outcome, also when it fails: what an hour has shown must not be lost because an engine, a disk or the
 * removal of the cluster failed at its end.
 * @throws what the work throws, after that; what the reporting throws then, too, as a SuppressedError
 */
export async function reportOutcome<T>({ work, report, reportSoFar, signal }: ReportedRun<T>): Promise<T> {
  let over = false;
  try {
    await work(() => {
      over = true;
    });
  } catch (error) {
    if (signal.aborted) throw error;
    await (over ? report() : reportSoFar(error)).catch((failure: unknown) => {
      throw new SuppressedError(failure, error);
    });
    throw error;
  }
  return await report();
}
