import { expect, finishedAt, firstLine, startedAt, test } from '../../harness/index.ts';

test.for(['batch', 'service', 'system'])(
  'prestart comes before main in a %s job',
  async (type, { cluster, nomad, scope }) => {
    const job = await scope.run('lifecycle/ordered.nomad.hcl', { type });
    const nodes = type === 'system' ? cluster.clients.length : 1;
    const stubs = await job.allocations(nodes);
    expect(new Set(stubs.map((stub) => stub.NodeID)).size, 'nodes with an allocation').toBe(nodes);

    for (const { ID } of stubs) {
      const wanted = type === 'batch' ? 'dead' : 'running';
      await scope.waits.taskState(ID, 'main', (state) => state.State === wanted);
      const allocation = await nomad.allocations.read(ID);
      expect(startedAt(allocation, 'main')).toBeGreaterThan(finishedAt(allocation, 'init'));
      // One that runs may not have come so far; one that has ended has.
      if (wanted === 'running') expect(await firstLine(nomad, ID, 'main')).toBe('seen');
      expect(await nomad.allocations.fs.cat(ID, 'alloc/data/seen')).toBe('made by init\n');
    }
  },
);
