import {
  attachRefused,
  auditClaims,
  endTask,
  ensurePlugin,
  expect,
  overlappingWriters,
  recordsIn,
  test,
  volumeFree,
  waits,
  writerSpans,
} from '../../harness/index.ts';

test('a volume that one node has attached is refused to a second node by its driver, until it is detached', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsMachines("it reads the clients' logs");
  scope.needsDriver({ attach: 'exclusive', otherNodes: true });
  await ensurePlugin(cluster);
  const { ID: volume_id, ExternalID: external_id = '' } = await scope.volume('csi/volume.volume.hcl');
  // Nomad keeps claims by its own id of a volume: under a second one it knows of none, and only the driver can refuse.
  const twin = await scope.volumeSpec('csi/digitalocean.volume.hcl', { external_id });
  scope.trackVolume(twin.ID);
  await nomad.volumes.register(twin);
  const first = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await first.running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);

  const vars = { volume_id: twin.ID, job_id: scope.name('second'), node: `^${other?.name}$`, records: '10' };
  const second = await (await scope.run('csi/writer.nomad.hcl', vars)).allocation();
  await attachRefused(cluster, second, external_id, { signal: scope.signal });
  expect(await nomad.allocations.read(second.ID)).toMatchObject({ ClientStatus: 'pending' });
  expect((await auditClaims(cluster, volume_id)).attachments).toEqual([{ node: holder.NodeName }]);

  await endTask(nomad, holder, 'write');
  // The client asks again at intervals that grow to a minute.
  await waits.allocationTerminal(nomad, second.ID, { timeoutMs: 120_000, signal: scope.signal });
  await volumeFree(nomad, twin.ID);
  const records = await recordsIn(volume_id, { nomad, scope });
  expect(writerSpans(records)).toMatchObject([
    { allocation: holder.ID },
    { allocation: second.ID, node: other?.name, records: 10 },
  ]);
  expect(overlappingWriters(records)).toEqual([]);
  // Both ids are of one volume: what the reader of the one still has attached would be a ghost of the other.
  await volumeFree(nomad, volume_id);
}, 240_000);
