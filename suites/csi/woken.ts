import { type AllocationListStub, type NomadClient, type Scope, waits } from '../../harness/index.ts';

/**
 * The allocation of a job that has waited for a claim, which is free now. Nomad wakes a waiting job when an allocation ends
 * on a live node that the job may run on, not when a claim is released, so one more ends, in the node pool of `scope`.
 */
export async function wokenAllocation(
  waiting: string,
  { nomad, scope }: { nomad: NomadClient; scope: Pick<Scope, 'run' | 'signal'> },
): Promise<AllocationListStub> {
  await (await scope.run('lifecycle/ordered.nomad.hcl')).ended();
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  return await waits.allocationsOf(nomad, waiting, (all) => all[0], limits);
}
