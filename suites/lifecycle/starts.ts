import type { Allocation, NomadClient } from '../../harness/index.ts';

/** How often each task of `restarts.nomad.hcl` has started, by the files that the tasks wrote themselves. */
export async function startsOf(nomad: NomadClient, allocation: Pick<Allocation, 'ID'>) {
  const count = async (task: string) => {
    const notes = await nomad.allocations.fs.cat(allocation.ID, `alloc/data/${task}`);
    return notes.split('\n').length - 1;
  };
  const [init, sidecar, main] = await Promise.all([count('init'), count('sidecar'), count('main')]);
  return { init, sidecar, main };
}
