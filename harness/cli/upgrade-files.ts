import { planBinary } from '../binary/index.ts';
import { nodeNames } from '../cluster/index.ts';
import { HarnessError } from '../errors.ts';
import { type OperatorFiles, OperatorJobs } from '../operator-jobs/index.ts';
import type { RunContext } from '../run/index.ts';
import { withCanary } from '../upgrade/index.ts';

/**
 * The operator's jobs, read with the program of `from`: where it is not at hand, `obtain` fetches or compiles it, after all that
 * can be said without it. Undefined where no job is given.
 * @throws as `OperatorJobs.read`, and with `obtain` as `resolveBinary`
 */
export async function readOperatorJobs(
  { files, flags, from, progress, signal }: RunContext & { files: OperatorFiles; from: string },
  { obtain }: { obtain: boolean },
): Promise<OperatorJobs | undefined> {
  if (files.jobs.length === 0) return undefined;
  const clients = nodeNames('client', withCanary(flags.clients));
  const { allowPrivileged } = flags;
  const read = (nomad: string | undefined, cliLater = false) =>
    OperatorJobs.read(files, { from, clients, allowPrivileged, nomad, cliLater, signal });
  // Elsewhere the program runs in the nodes alone, and their servers parse the jobs.
  if (process.platform !== 'linux') return await read(undefined);
  const plan = await planBinary({ version: from, signal }).catch((error: unknown) => {
    if (error instanceof HarnessError) return undefined;
    throw error;
  });
  if (plan?.source === 'cache') return await read(plan.place);
  const jobs = await read(undefined, plan !== undefined);
  if (!obtain || !plan) return jobs;
  const { path } = await progress.phase('Nomad binary', () =>
    plan.obtain({ onProgress: progress.line, signal }),
  );
  return await read(path);
}
