import {
  endTask,
  ensurePlugin,
  expect,
  missingRecords,
  recordsIn,
  test,
  waits,
  writerSpans,
} from '../../harness/index.ts';

test('a restart of the driver takes nothing from a volume in use, and it can be claimed afterwards', async ({
  cluster,
  nomad,
  scope,
}) => {
  const clients = cluster.clients.length;
  const plugin_id = scope.name('plugin');
  const [job] = await scope.driverJobs(plugin_id);
  const driver = await scope.submit(job);
  await ensurePlugin(cluster, { id: plugin_id });
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl', { plugin_id });
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();

  for (const instance of await driver.allocations(clients)) {
    await nomad.allocations.restart(instance.ID, { task: 'driver' });
    await waits.taskState(
      nomad,
      instance.ID,
      'driver',
      (state) => state.Restarts === 1 && state.State === 'running',
      {
        timeoutMs: 60_000,
      },
    );
  }
  await waits.pluginHealthy(nomad, plugin_id, { nodes: clients, controllers: clients, timeoutMs: 90_000 });
  expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
  await endTask(nomad, holder, 'write');
  await writer.ended();

  const records = await recordsIn(volume_id, { nomad, scope });
  expect(writerSpans(records)).toMatchObject([{ allocation: holder.ID }]);
  expect(missingRecords(records)).toEqual([]);
}, 240_000);
