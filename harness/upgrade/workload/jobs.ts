import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { readVolumeSpec } from '../../csi/index.ts';
import { waits } from '../../wait/index.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'jobs');

/** Id of the job that a probe has at one step: `upgrade-drain` at `1/7 server-1` is `upgrade-drain-1-7-server-1`. */
export const jobAt = (probe: string, step: string) => `${probe}-${step.replaceAll(/\W+/g, '-')}`;

/** Parses `jobs/<file>` with those of the cluster's defaults that it declares, and registers it. */
export async function registerJob(
  { nomad, images }: StartedNomadCluster,
  file: string,
  vars: Record<string, string> & { job_id: string },
): Promise<{ jobId: string; evaluation: string }> {
  const hcl = await readFile(join(folder, file), 'utf8');
  const image = /^variable "image"/m.test(hcl) ? { image: images.job } : {};
  const { EvalID } = await nomad.jobs.register(await nomad.jobs.parse(hcl, { ...image, ...vars }));
  return { jobId: vars.job_id, evaluation: EvalID };
}

/** Registers a job and returns when `count` allocations of it run. */
export async function runJob(
  cluster: StartedNomadCluster,
  file: string,
  vars: Record<string, string> & { job_id: string },
  { count, signal }: { count: number; signal: AbortSignal },
): Promise<string> {
  const { jobId } = await registerJob(cluster, file, vars);
  const limits = { timeoutMs: 90_000, signal, what: `${count} running allocations of ${jobId}` };
  const ids = await waits.allocationsOf(
    cluster.nomad,
    jobId,
    (all) => (all.length >= count ? all.map(({ ID }) => ID) : undefined),
    limits,
  );
  await Promise.all(
    ids.map((id) => waits.allocationRunning(cluster.nomad, id, { timeoutMs: 90_000, signal })),
  );
  return jobId;
}

/** Creates the volume of `jobs/<file>`. */
export async function createVolume(
  { nomad }: StartedNomadCluster,
  file: string,
  vars: Record<string, string> & { volume_id: string },
) {
  return await nomad.volumes.create(await readVolumeSpec(join(folder, file), vars));
}
