import { endTask, expect, placementReasons, test, writerSpans } from '../../harness/index.ts';

test.for(['same', 'other'])(
  'a second writing job on the %s node waits until the first has ended',
  async (where, { cluster, csi, nomad, scope }) => {
    if (where === 'other') scope.needsClients(2);
    scope.needsDriver({ promptDetach: true, ...(where === 'other' && { otherNodes: true }) });
    const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
    const first = await scope.run('csi/writer.nomad.hcl', { volume_id, job_id: scope.name('first') });
    const holder = await first.running();
    const node = cluster.clients.find(
      ({ nomadNodeId }) => (nomadNodeId === holder.NodeID) === (where === 'same'),
    );
    const vars = { volume_id, job_id: scope.name('second'), node: `^${node?.name}$`, records: '10' };

    const second = await scope.run('csi/writer.nomad.hcl', vars);
    expect(placementReasons(second.evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volume_id));
    expect(await nomad.jobs.allocations(second.jobId)).toEqual([]);

    await endTask(nomad, holder, 'write');
    const late = await second.placed();
    await scope.waits.allocationTerminal(late.ID);

    const records = await csi.records(volume_id);
    expect(writerSpans(records)).toMatchObject([
      { allocation: holder.ID },
      { allocation: late.ID, node: node?.name, records: 10 },
    ]);
    expect(records).toShowOneWriterAtATime();
    scope.observed('CSI volume', 'writers at once', 'one allocation (single-node-writer)');
  },
);
