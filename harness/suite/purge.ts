import type { Ledger } from '../evidence/index.ts';
import { NomadApiError, type NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { hasEnded } from './ended.ts';
import { historyOf } from './tasks.ts';

const timeoutMs = 90_000;

/**
 * Stops a job and its children (dispatched, periodic), waits until every allocation has really ended, keeps
 * their task events in the ledger, then purges it and waits until it is gone. Does nothing for an unknown job.
 */
export async function purgeJob(nomad: NomadClient, jobId: string, ledger: Ledger): Promise<void> {
  if ((await unlessMissing(() => nomad.jobs.read(jobId))) === undefined) return;
  const children = await nomad.jobs.list(`${jobId}/`);
  for (const id of [...children.map((child) => child.ID), jobId]) await purgeOne(nomad, id, ledger);
}

async function purgeOne(nomad: NomadClient, jobId: string, ledger: Ledger): Promise<void> {
  await nomad.jobs.stop(jobId);
  const allocations = await waits.allocationsOf(
    nomad,
    jobId,
    (stubs) => (stubs.every(hasEnded) ? stubs : undefined),
    { timeoutMs },
  );
  for (const { ID } of allocations) ledger.append('allocation', historyOf(await nomad.allocations.read(ID)));
  await nomad.jobs.stop(jobId, { purge: true });
  await waits.jobGone(nomad, jobId, { timeoutMs });
}

/** The result of `read`, or undefined when Nomad answers 404. */
export async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NomadApiError && error.status === 404) return undefined;
    throw error;
  }
}
