import {
  endTask,
  ensurePlugin,
  expect,
  overlappingWriters,
  placementReasons,
  recordsIn,
  test,
  waits,
  writerSpans,
} from '../../harness/index.ts';

test.for(['same', 'other'])(
  'a second writing job on the %s node waits until the first has ended',
  { timeout: 150_000 },
  async (where, { cluster, nomad, scope }) => {
    if (where === 'other') scope.needsClients(2);
    scope.needsDriver({ promptDetach: true, ...(where === 'other' && { otherNodes: true }) });
    await ensurePlugin(cluster);
    const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
    const first = await scope.run('csi/writer.nomad.hcl', { volume_id, job_id: scope.name('first') });
    const holder = await first.running();
    const node = cluster.clients.find(
      ({ nomadNodeId }) => (nomadNodeId === holder.NodeID) === (where === 'same'),
    );
    const vars = { volume_id, job_id: scope.name('second'), node: `^${node?.name}$`, records: '10' };

    const second = await scope.run('csi/writer.nomad.hcl', vars);
    expect(placementReasons(second.evaluation)).toContain(
      `CSI volume ${volume_id} has exhausted its available writer claims`,
    );
    expect(await nomad.jobs.allocations(second.jobId)).toEqual([]);

    await endTask(nomad, holder, 'write');
    const [late] = await waits.allocationsOf(
      nomad,
      second.jobId,
      (all) => (all.length > 0 ? all : undefined),
      {
        timeoutMs: 60_000,
        signal: scope.signal,
      },
    );
    await waits.allocationTerminal(nomad, late?.ID ?? '', { timeoutMs: 60_000, signal: scope.signal });

    const records = await recordsIn(volume_id, { nomad, scope });
    expect(writerSpans(records)).toMatchObject([
      { allocation: holder.ID },
      { allocation: late?.ID, node: node?.name, records: 10 },
    ]);
    expect(overlappingWriters(records)).toEqual([]);
    scope.observed('CSI volume', 'writers at once', 'one allocation (single-node-writer)');
  },
);
