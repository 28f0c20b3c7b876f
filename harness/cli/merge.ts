import { mergeRuns, type RunContext, shown } from '../run/index.ts';
import { conclude } from './suites.ts';

/**
 * Combines shards into one run, and prints its report's path and its result. Returns the exit code of that run.
 * @throws as `mergeRuns`
 */
export async function merge(
  named: readonly string[],
  options: { runs: string } & Pick<RunContext, 'progress'>,
): Promise<number> {
  const whole = await mergeRuns(named, options);
  process.stdout.write(`report: ${shown(whole.report)}\n`);
  return conclude(whole);
}
