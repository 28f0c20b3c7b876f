import { createHash } from 'node:crypto';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { claimsOf } from '../../nomad/index.ts';

/** What Nomad's state holds, by id, with the field that tells whether it is still the same. */
export interface Inventory {
  /** Job → version. Launches of periodic jobs are left out: they come and go. */
  jobs: Record<string, string>;
  /** Allocation → job and client status. */
  allocations: Record<string, string>;
  /** CSI volume → ids of the allocations that hold a claim. */
  volumes: Record<string, string>;
  /** Path of a variable → hash of its content, which only a server with the right keyring can read. */
  variables: Record<string, string>;
}

/** Reads all that an operator would miss after a restore, in every namespace. */
export async function takeInventory({ nomad }: StartedNomadCluster): Promise<Inventory> {
  const everywhere = { namespace: '*' };
  const [jobs, allocations, volumes, variables] = await Promise.all([
    nomad.jobs.list('', everywhere),
    nomad.allocations.list({}, everywhere),
    nomad.volumes.list({ type: 'csi' }, everywhere),
    nomad.variables.list('', everywhere),
  ]);
  return {
    jobs: Object.fromEntries(
      jobs.filter(({ ID }) => !isLaunch(ID)).map(({ ID, Version }) => [ID, `version ${Version ?? 0}`]),
    ),
    allocations: Object.fromEntries(
      allocations.map(({ ID, JobID, ClientStatus }) => [ID, `${JobID} ${ClientStatus}`]),
    ),
    volumes: Object.fromEntries(
      await Promise.all(volumes.map(async ({ ID, Namespace }) => [ID, await claims(ID, Namespace)])),
    ),
    variables: Object.fromEntries(
      await Promise.all(
        variables.map(async ({ Path, Namespace }) => {
          const call = Namespace === undefined ? {} : { namespace: Namespace };
          const { Items } = await nomad.variables.read(Path, call);
          // The ledger must not hold what a variable holds.
          return [Path, createHash('sha256').update(JSON.stringify(Items)).digest('hex').slice(0, 16)];
        }),
      ),
    ),
  };

  async function claims(id: string, namespace: string): Promise<string> {
    const holders = claimsOf(await nomad.volumes.read(id, { namespace })).map((claim) => claim.allocationId);
    return [...new Set(holders)].sort().join(' ');
  }
}

const isLaunch = (id: string) => id.includes('/periodic-') || id.includes('/dispatch-');
