import { endTask, expect, missingRecords, test, writerSpans } from '../../harness/index.ts';

test('a volume in use keeps its data and its claim through a restart of the client agent', async ({
  csi,
  nomad,
  scope,
}) => {
  const own = await csi.ownClients(1);
  const { ID: volume_id } = await own.volume('csi/volume.volume.hcl');
  const writer = await own.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();

  await own.clients[0]?.agent.restart();
  await scope.waits.nodeReady(holder.NodeID);
  await own.healthy();
  expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
  expect((await csi.audit(volume_id)).claims).toMatchObject([{ allocationId: holder.ID, mode: 'write' }]);
  await endTask(nomad, holder, 'write');
  await writer.ended();

  const records = await own.records(volume_id);
  expect(writerSpans(records)).toMatchObject([{ allocation: holder.ID }]);
  expect(missingRecords(records)).toEqual([]);
});
