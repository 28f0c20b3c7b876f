import { endTask, expect, test, writerSpans } from '../../harness/index.ts';

test('a driver refuses a volume to a second node until the first one has detached it', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines("it reads the clients' logs");
  scope.needsDriver({ attach: 'exclusive', otherNodes: true });
  const { ID: volume_id, ExternalID: external_id = '' } = await csi.volume('csi/volume.volume.hcl');
  // Nomad keeps claims by its own id of a volume: under a second one it knows of none, and only the driver can refuse.
  const twin = await scope.volumeSpec('csi/digitalocean.volume.hcl', { external_id });
  scope.trackVolume(twin.ID);
  await nomad.volumes.register(twin);
  const first = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await first.running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);

  const vars = { volume_id: twin.ID, job_id: scope.name('second'), node: `^${other?.name}$`, records: '10' };
  const second = await (await scope.run('csi/writer.nomad.hcl', vars)).allocation();
  await csi.attachRefused(second, external_id);
  expect(await nomad.allocations.read(second.ID)).toMatchObject({ ClientStatus: 'pending' });
  expect((await csi.audit(volume_id)).attachments).toEqual([{ node: holder.NodeName }]);

  await endTask(nomad, holder, 'write');
  // The client asks again at intervals that grow to a minute.
  await scope.waits.allocationTerminal(second.ID, { timeoutMs: 120_000 });
  await csi.free(twin.ID);
  const records = await csi.records(volume_id);
  expect(writerSpans(records)).toMatchObject([
    { allocation: holder.ID },
    { allocation: second.ID, node: other?.name, records: 10 },
  ]);
  expect(records).toShowOneWriterAtATime();
  // Both ids are of one volume: what the reader of the one still has attached would be a ghost of the other.
  await csi.free(volume_id);
});
