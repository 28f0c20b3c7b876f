import { expect, test } from '../../harness/index.ts';
import { filesOf } from './allocations.ts';
import { keepFile, prepareStorage } from './storage.ts';

test.concurrent.for([
  ['host_volume', 'kept'],
  ['docker volumes', 'kept'],
  ['ephemeral_disk', 'lost'],
  ['ephemeral_disk sticky', 'kept'],
  ['ephemeral_disk sticky, migrate', 'kept'],
  ['dynamic host volume', 'kept'],
  ['CSI volume', 'kept'],
] as const)(
  '%s: a file is %s when the job is updated',
  async ([kind, outcome], { cluster, nomad, scope }) => {
    const vars = await prepareStorage(kind, scope, cluster);
    // Storage of a node is there on that node only; a sticky disk must find its node itself.
    const node = kind.includes('sticky') ? '.*' : `^${cluster.clients[0]?.name}$`;
    const before = await (await scope.run(keepFile, { ...vars, node })).deployed();
    const { written } = await filesOf(nomad, before);

    const after = await (await scope.run(keepFile, { ...vars, node, revision: '2' })).running();
    expect(after.ID).not.toBe(before.ID);
    expect(after.NodeID).toBe(before.NodeID);
    expect((await filesOf(nomad, after)).found).toEqual(outcome === 'kept' ? written : {});
    scope.observed(kind, 'update', outcome);
  },
);
