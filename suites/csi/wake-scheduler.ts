import type { Scope } from '../../harness/index.ts';

/**
 * Has an unrelated allocation run and end, in the node pool of `scope`. Nomad places a waiting job when an allocation ends on a live
 * node that the job may run on, not when a claim is released.
 */
export async function wakeScheduler(scope: Pick<Scope, 'run'>): Promise<void> {
  await (await scope.run('lifecycle/ordered.nomad.hcl')).ended();
}
