import { deleteVolume, volumeFree } from '../csi/index.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { type AllocationListStub, hasEnded, type NomadClient, unlessStatus } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { policyMark, recordsRun } from './marks.ts';

const timeoutMs = 60_000;

/** Something in a cluster that can be removed. */
export interface Thing {
  /** `volume nomad-e2e-…` */
  what: string;
  name: string;
  /** It bears a mark of ours, whatever its name. */
  marked?: boolean;
  remove: () => Promise<unknown>;
}

/** What was removed, and what could not be, with the reason. */
export interface Removal {
  removed: string[];
  left: string[];
}

/** Removes everything whose name begins with the prefix of a run that goes on in this process. */
export async function sweepPrefix(nomad: NomadClient, prefix: string): Promise<Removal> {
  const jobs = await nomad.jobs.list(prefix);
  const things = await thingsOf(nomad, prefix);
  return await removeAll([...jobs.map(({ ID }) => jobThing(nomad, ID)), ...things]);
}

/**
 * Removes them one after the other, and goes on after a failure. Jobs that serve CSI come after the volumes, which need them, and
 * the records of runs last: what stays is to be known as ours.
 */
export async function removeAll(things: readonly Thing[]): Promise<Removal> {
  const removed: string[] = [];
  const left: string[] = [];
  for (const { what, remove } of things.toSorted((a, b) => rank(a) - rank(b))) {
    try {
      await remove();
      removed.push(what);
    } catch (error) {
      left.push(`${what}: ${messageOf(error)}`);
    }
  }
  return { removed, left };
}

function rank({ what, name }: Thing): number {
  if (!what.startsWith('job ')) return 1;
  if (recordsRun(name)) return 3;
  return /^nomad-e2e-[0-9a-z]+-plugin-/.test(name) ? 2 : 0;
}

/** A job, to be removed when its tasks have ended. */
export function jobThing(nomad: NomadClient, id: string): Thing {
  return { what: `job ${id}`, name: id, remove: () => endJob(nomad, id) };
}

/** What there is besides jobs, by the names that begin with the prefix: volumes, variables, and where the token may, tokens and policies. */
export async function thingsOf(nomad: NomadClient, prefix: string): Promise<Thing[]> {
  const { volumes, variables, acl } = nomad;
  const removeVolume = async (id: string) => {
    await volumeFree(nomad, id, { timeoutMs });
    await deleteVolume(nomad, id);
  };
  const csi = await listed(volumes.list({ type: 'csi' }));
  const host = await listed(volumes.list({ type: 'host' }));
  const kept = await listed(variables.list(`${ofJobs}${prefix}`));
  const tokens = await listed(acl.tokens());
  const policies = await listed(acl.policies());
  const things: Thing[] = [
    ...csi.map(({ ID }) => ({ what: `volume ${ID}`, name: ID, remove: () => removeVolume(ID) })),
    ...host.map(({ ID, Name }) => ({
      ...{ what: `host volume ${Name}`, name: Name },
      remove: () => volumes.host.delete(ID),
    })),
    ...kept.map(({ Path }) => ({
      ...{ what: `variable ${Path}`, name: Path.slice(ofJobs.length) },
      remove: () => variables.delete(Path),
    })),
    ...tokens.map(({ Name, AccessorID }) => ({
      ...{ what: `token ${Name}`, name: Name },
      remove: () => acl.deleteToken(AccessorID),
    })),
    ...policies.map(({ Name, Description }) => ({
      ...{ what: `policy ${Name}`, name: Name, marked: Description === policyMark(Name) },
      remove: () => acl.deletePolicy(Name),
    })),
  ];
  return things.filter(({ name }) => name.startsWith(prefix));
}

const ofJobs = 'nomad/jobs/';

async function endJob(nomad: NomadClient, id: string): Promise<void> {
  await nomad.jobs.stop(id);
  const ended = (stubs: AllocationListStub[]) => (stubs.every(hasEnded) ? stubs : undefined);
  await waits.allocationsOf(nomad, id, ended, { timeoutMs });
  await nomad.jobs.stop(id, { purge: true });
}

/** None where the token may not list them, or Nomad does not know the kind: then there are none of ours. */
async function listed<T>(list: Promise<T[] | null>): Promise<T[]> {
  try {
    return (await unlessStatus(list, 400, 403, 404)) ?? [];
  } catch (error) {
    // Nomad before 1.10 answers a question about host volumes with nothing at all.
    if (error instanceof HarnessError && error.code === 'NOMAD_ANSWER') return [];
    throw error;
  }
}
