import { expect, fileHashes, test } from '../../harness/index.ts';
import { endJob, filesOf } from './allocations.ts';
import { keepFile, prepareStorage } from './storage.ts';

test.concurrent.for(['ephemeral_disk', 'ephemeral_disk sticky', 'ephemeral_disk sticky, migrate'] as const)(
  '%s: only the tasks of one allocation see its data',
  async (kind, { cluster, nomad, scope }) => {
    scope.needsCluster('alloc-node-exec');
    const vars = await prepareStorage(kind, scope, cluster);
    const node = `^${cluster.clients[0]?.name}$`;
    const own = await (await scope.run(keepFile, { ...vars, node })).running();
    const { written } = await filesOf(nomad, own);
    const script = 'cd "$NOMAD_ALLOC_DIR/data" && sha256sum hello-* && touch by-hold';
    const beside = await nomad.allocations.shell(own.ID, { task: 'hold', script });
    expect(fileHashes(beside.stdout)).toEqual(written);
    expect(beside.exitCode).toBe(0);
    scope.observed(kind, 'writers at once', 'tasks of one allocation');

    const other = await (await scope.run(keepFile, { ...vars, node, job_id: scope.name('other') })).running();
    expect(other.NodeID).toBe(own.NodeID);
    expect((await filesOf(nomad, other)).found).toEqual({});
    scope.observed(kind, 'other nodes', 'not seen, nor by other jobs');

    await endJob(nomad, own);
    const again = await (await scope.run(keepFile, { ...vars, node })).running();
    expect(again.NodeID).toBe(own.NodeID);
    expect((await filesOf(nomad, again)).found).toEqual({});
    scope.observed(kind, 'job end', 'lost');
  },
);
