import type { StartedNomadCluster } from '../cluster/index.ts';
import type { HclVariables, Job } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { parseJob, readJobFile, variablesFor } from './file.ts';

/** Variables of a file of `jobs/`, which all let their job's id be given. */
export type JobVariables = HclVariables & { job_id: string };

/** The job of `jobs/<file>` as Nomad parses it, with the cluster's image for jobs where the file has a variable for it. */
export async function readJob(
  { nomad, images }: Pick<StartedNomadCluster, 'nomad' | 'images'>,
  file: string,
  vars: JobVariables,
): Promise<Job> {
  const hcl = readJobFile(file);
  return await parseJob(nomad, file, hcl, variablesFor(file, hcl, { image: images.job }, vars));
}

/** Registers the job of `jobs/<file>`; returns its id and that of its evaluation. */
export async function registerJob(
  cluster: StartedNomadCluster,
  file: string,
  vars: JobVariables,
): Promise<{ jobId: string; evaluation: string }> {
  const { EvalID } = await cluster.nomad.jobs.register(await readJob(cluster, file, vars));
  return { jobId: vars.job_id, evaluation: EvalID };
}

export interface RunJobOptions {
  /** Allocations that must be placed; 1 unless given. */
  count?: number;
  /** What is waited for; placed unless given. */
  until?: 'running' | 'ended';
  /** Changes the job before it is registered. */
  shape?: (job: Job) => void;
  signal: AbortSignal;
}

/** Registers the job of `jobs/<file>`; returns the ids of its allocations, 90 s later at most for each wait. */
export async function runJob(
  cluster: StartedNomadCluster,
  file: string,
  vars: JobVariables,
  { count = 1, until, shape = () => {}, signal }: RunJobOptions,
): Promise<string[]> {
  const { nomad } = cluster;
  const job = await readJob(cluster, file, vars);
  shape(job);
  await nomad.jobs.register(job);
  const limits = { timeoutMs: 90_000, signal };
  const what = `${count} allocations of job ${vars.job_id}`;
  const ids = await waits.allocationsOf(
    nomad,
    vars.job_id,
    (all) => (all.length >= count ? all.map(({ ID }) => ID) : undefined),
    { ...limits, what },
  );
  if (until === 'running') await Promise.all(ids.map((id) => waits.allocationRunning(nomad, id, limits)));
  if (until === 'ended') await Promise.all(ids.map((id) => waits.allocationTerminal(nomad, id, limits)));
  return ids;
}
