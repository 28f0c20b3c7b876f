import { type Allocation, type NomadClient, waits } from '../../harness/index.ts';

/** Stops the job of an allocation, waits for the end of the allocation, and purges the job. */
export async function endJob(nomad: NomadClient, { ID, JobID }: Allocation): Promise<void> {
  await nomad.jobs.stop(JobID);
  await waits.allocationTerminal(nomad, ID, { timeoutMs: 60_000 });
  await nomad.jobs.stop(JobID, { purge: true });
  await waits.jobGone(nomad, JobID, { timeoutMs: 30_000 });
}
