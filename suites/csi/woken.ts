import {
  type AllocationListStub,
  type NomadClient,
  type OwnClients,
  type Scope,
  waits,
} from '../../harness/index.ts';

/**
 * The allocation of a job that has waited for a claim, which is free now. Nomad wakes a waiting job when an allocation ends
 * on a live node that the job may run on, not when a claim is released, so one more ends, `where` the job waits.
 */
export async function wokenAllocation(
  waiting: string,
  { nomad, scope, where = scope }: { nomad: NomadClient; scope: Scope; where?: Pick<OwnClients, 'run'> },
): Promise<AllocationListStub> {
  await (await where.run('lifecycle/ordered.nomad.hcl')).ended();
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  return await waits.allocationsOf(nomad, waiting, (all) => all[0], limits);
}
