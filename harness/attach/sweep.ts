import { volumeFree } from '../csi/index.ts';
import { HarnessError } from '../errors.ts';
import {
  type AllocationListStub,
  hasEnded,
  type JobListStub,
  NomadApiError,
  type NomadClient,
} from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { idOfRun } from './foreign.ts';

const timeoutMs = 60_000;

export interface SweepOptions {
  /** Only jobs that this is true of. */
  isOurs?: (job: JobListStub) => Promise<boolean>;
}

/**
 * Removes everything of runs whose ids begin with the prefix: jobs, volumes, variables, and where the token may, tokens and policies.
 * Jobs that serve CSI come last, since volumes need them. Returns what there was, and what could not be removed with the reason.
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
  for (const id of jobs.filter((id) => !servesCsi(id))) await remove(`job ${id}`, () => endJob(nomad, id));
  for (const { what, remove: work } of await thingsOf(nomad, prefix)) await remove(what, work);
  for (const id of jobs.filter(servesCsi)) await remove(`job ${id}`, () => endJob(nomad, id));
  return { removed, left };
}

const servesCsi = (id: string) => /^nomad-e2e-[0-9a-z]+-plugin-/.test(id);

interface Thing {
  what: string;
  remove: () => Promise<unknown>;
}

/** What runs have made besides jobs. */
async function thingsOf(nomad: NomadClient, prefix: string): Promise<Thing[]> {
  const { volumes, variables, acl } = nomad;
  const ours = (name: string) => name.startsWith(prefix) && idOfRun.test(name);
  const ofJob = ({ Path }: { Path: string }) => Path.replace(/^nomad\/jobs\//, '');
  const csi = await listed(() => volumes.list({ type: 'csi' }));
  const host = await listed(() => volumes.list({ type: 'host' }));
  const kept = await listed(() => variables.list(`nomad/jobs/${prefix}`));
  const tokens = await listed(() => acl.tokens());
  const policies = await listed(() => acl.policies());
  return [
    ...csi
      .filter(({ ID }) => ours(ID))
      .map(({ ID }) => ({
        what: `volume ${ID}`,
        remove: async () => {
          await volumeFree(nomad, ID, { timeoutMs });
          await volumes.delete(ID);
        },
      })),
    ...host
      .filter(({ Name }) => ours(Name))
      .map(({ ID, Name }) => ({
        what: `host volume ${Name}`,
        remove: () => volumes.host.delete(ID),
      })),
    ...kept
      .filter((each) => ours(ofJob(each)))
      .map(({ Path }) => ({
        what: `variable ${Path}`,
        remove: () => variables.delete(Path),
      })),
    ...tokens
      .filter(({ Name }) => ours(Name))
      .map(({ Name, AccessorID }) => ({
        what: `token ${Name}`,
        remove: () => acl.deleteToken(AccessorID),
      })),
    ...policies
      .filter(({ Name }) => ours(Name))
      .map(({ Name }) => ({
        what: `policy ${Name}`,
        remove: () => acl.deletePolicy(Name),
      })),
  ];
}

async function endJob(nomad: NomadClient, id: string): Promise<void> {
  await nomad.jobs.stop(id);
  const ended = (stubs: AllocationListStub[]) => (stubs.every(hasEnded) ? stubs : undefined);
  await waits.allocationsOf(nomad, id, ended, { timeoutMs });
  await nomad.jobs.stop(id, { purge: true });
}

/** None where the token may not list them, or Nomad does not know the kind: then there are none of ours. */
async function listed<T>(list: () => Promise<T[] | null>): Promise<T[]> {
  try {
    return (await list()) ?? [];
  } catch (error) {
    if (error instanceof NomadApiError && [400, 403, 404].includes(error.status)) return [];
    // Nomad before 1.10 answers a question about host volumes with nothing at all.
    if (error instanceof HarnessError && error.code === 'NOMAD_ANSWER') return [];
    throw error;
  }
}
