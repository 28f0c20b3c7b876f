import { HarnessError } from '../errors.ts';
import {
  type AllocationListStub,
  hasEnded,
  type JobListStub,
  NomadApiError,
  type NomadClient,
} from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

const timeoutMs = 60_000;

export interface SweepOptions {
  /** Only jobs that this is true of. */
  isOurs?: (job: JobListStub) => Promise<boolean>;
}

/**
 * Removes every job, volume and dynamic host volume whose id begins with the prefix of a run, jobs that serve CSI last, since
 * volumes need them. Returns what there was, and what could not be removed with the reason.
 */
export async function sweepPrefix(
  nomad: NomadClient,
  prefix: string,
  { isOurs }: SweepOptions = {},
): Promise<{ removed: string[]; left: string[] }> {
  const removed: string[] = [];
  const left: string[] = [];
  const remove = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
      removed.push(what);
    } catch (error) {
      left.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const jobs: string[] = [];
  for (const job of await nomad.jobs.list(prefix, { meta: true })) {
    if (isOurs === undefined || (await isOurs(job))) jobs.push(job.ID);
  }
  const servesCsi = (id: string) => id.startsWith(`${prefix}plugin-`);
  for (const id of jobs.filter((id) => !servesCsi(id))) await remove(`job ${id}`, () => endJob(nomad, id));
  for (const { ID } of await ofPrefix(prefix, () => nomad.volumes.list({ type: 'csi' }))) {
    await remove(`volume ${ID}`, async () => {
      await waits.volumeClaims(nomad, ID, (claims) => claims.length === 0, { timeoutMs });
      await nomad.volumes.delete(ID);
    });
  }
  for (const { ID, Name } of await ofPrefix(prefix, () => nomad.volumes.list({ type: 'host' }))) {
    await remove(`host volume ${Name}`, () => nomad.volumes.host.delete(ID));
  }
  for (const id of jobs.filter(servesCsi)) await remove(`job ${id}`, () => endJob(nomad, id));
  return { removed, left };
}

async function endJob(nomad: NomadClient, id: string): Promise<void> {
  await nomad.jobs.stop(id);
  const ended = (stubs: AllocationListStub[]) => (stubs.every(hasEnded) ? stubs : undefined);
  await waits.allocationsOf(nomad, id, ended, { timeoutMs });
  await nomad.jobs.stop(id, { purge: true });
}

/** None where the token may not list them, or Nomad does not know the kind: then there are none of ours. */
async function ofPrefix<T extends { ID: string; Name: string }>(
  prefix: string,
  list: () => Promise<T[] | null>,
): Promise<T[]> {
  try {
    return ((await list()) ?? []).filter(({ ID, Name }) => ID.startsWith(prefix) || Name.startsWith(prefix));
  } catch (error) {
    if (error instanceof NomadApiError && [400, 403].includes(error.status)) return [];
    // Nomad before 1.10 answers a question about host volumes with nothing at all.
    if (error instanceof HarnessError && error.code === 'NOMAD_ANSWER') return [];
    throw error;
  }
}
