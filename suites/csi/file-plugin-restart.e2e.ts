import { endTask, expect, missingRecords, test, writerSpans } from '../../harness/index.ts';

test('a volume in use keeps its data through a restart of the driver', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ mounts: 'kernel' });
  const clients = cluster.clients.length;
  const plugin_id = scope.name('plugin');
  const [job] = await scope.driverJobs(plugin_id);
  const driver = await scope.submit(job);
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { plugin_id });
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();

  for (const instance of await driver.allocations(clients)) {
    await nomad.allocations.restart(instance.ID, { task: 'driver' });
    await scope.waits.taskRestarted(instance.ID, 'driver');
  }
  await scope.waits.pluginHealthy(plugin_id, { nodes: clients, controllers: clients, timeoutMs: 90_000 });
  expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
  await endTask(nomad, holder, 'write');
  await writer.ended();

  const records = await csi.records(volume_id);
  expect(writerSpans(records)).toMatchObject([{ allocation: holder.ID }]);
  expect(missingRecords(records)).toEqual([]);
});
