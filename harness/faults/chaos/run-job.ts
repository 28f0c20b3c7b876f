import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import type { ChaosGround } from './ground.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'jobs');

export interface ChaosJob {
  /** The job's id. */
  job: string;
  vars?: Record<string, string>;
  /** What its first allocation is waited for; placed unless given. */
  until?: 'running' | 'ended';
  /** Changes the job before it is registered. */
  shape?: (job: Job) => void;
}

/** Registers a file of jobs/ and returns the id of its first allocation, 90 s later at most for each wait. */
export async function runJob(
  { cluster, signal }: ChaosGround,
  file: string,
  { job, vars = {}, until, shape = () => {} }: ChaosJob,
): Promise<string> {
  const { nomad, images } = cluster;
  const limits = { timeoutMs: 90_000, signal };
  const hcl = await readFile(join(folder, file), 'utf8');
  const image = /^variable "image"/m.test(hcl) ? { image: images.job } : {};
  const parsed = await nomad.jobs.parse(hcl, { ...image, ...vars, job_id: job });
  shape(parsed);
  await nomad.jobs.register(parsed);
  const id = await waits.allocationsOf(nomad, job, (all) => all[0]?.ID, limits);
  if (until === 'running') await waits.allocationRunning(nomad, id, limits);
  if (until === 'ended') await waits.allocationTerminal(nomad, id, limits);
  return id;
}
