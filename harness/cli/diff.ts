import { planBinary } from '../binary/index.ts';
import { compare, comparisonText } from '../diff/index.ts';
import { exitCodes } from '../errors.ts';
import { comparableSuites, onVersion, type RunContext, shown } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';

export interface DiffOptions extends RunContext {
  from: string;
  to: string;
  /** Print the comparison as JSON. */
  json: boolean;
}

/**
 * Runs the same suites on a cluster of each version, one after the other, and prints what changed. Returns the exit
 * code: changes are information, a test that fails is not.
 */
export async function diff(options: DiffOptions): Promise<number> {
  const { from, to, json, progress, signal } = options;
  // Before anything is started: a missing version would waste the run of the other one.
  await progress.phase('Nomad binaries', async () => {
    const options = { onProgress: progress.line, signal };
    const plans = [
      await planBinary({ version: from, ...options }),
      await planBinary({ version: to, ...options }),
    ];
    for (const plan of plans) await plan.obtain(options);
  });
  const how = { suites: comparableSuites, rounds: 2, signal };
  const old = await onVersion(options, { name: from, folder: 'from', ...how });
  const now = await onVersion(options, { name: to, folder: 'to', ...how });
  const comparison = compare(old.side, now.side);
  const file = now.folder.file('diff.json');
  await writeClean(file, comparison);
  process.stdout.write(
    json
      ? `${JSON.stringify(comparison, null, 2)}\n`
      : `${comparisonText(comparison)}report: ${shown(file)}   evidence: ${shown(old.folder.path)} and ${shown(now.folder.path)}, in behaviour/\n`,
  );
  return old.failed || now.failed ? exitCodes.testFailure : exitCodes.ok;
}
