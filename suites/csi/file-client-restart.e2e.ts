import {
  endTask,
  expect,
  missingRecords,
  ownClients,
  recordsIn,
  test,
  waits,
  writerSpans,
} from '../../harness/index.ts';

test('a restart of the client agent takes nothing from a volume in use, nor its claim', async ({
  driver,
  nomad,
  scope,
}) => {
  const own = await ownClients(1, { driver, nomad, scope });
  const { ID: volume_id } = await own.volume('csi/volume.volume.hcl');
  const writer = await own.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();

  await own.clients[0]?.agent.restart();
  await waits.nodeReady(nomad, holder.NodeID, { timeoutMs: 60_000 });
  await own.healthy();
  expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
  expect(Object.keys((await nomad.volumes.read(volume_id)).WriteAllocs ?? {})).toEqual([holder.ID]);
  await endTask(nomad, holder, 'write');
  await writer.ended();

  const records = await recordsIn(volume_id, { nomad, scope: own });
  expect(writerSpans(records)).toMatchObject([{ allocation: holder.ID }]);
  expect(missingRecords(records)).toEqual([]);
}, 240_000);
