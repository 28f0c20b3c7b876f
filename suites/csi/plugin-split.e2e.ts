import { expect, pluginCounts, test } from '../../harness/index.ts';

test('a driver split in two jobs has one controller and a node plugin on every client', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const plugin_id = scope.name('plugin');
  const clients = cluster.clients.length;

  const [controller, nodes] = await scope.driverJobs(plugin_id, 'split');
  await scope.submit(controller);
  await scope.submit(nodes);
  await scope.waits.pluginHealthy(plugin_id, { nodes: clients, controllers: 1, timeoutMs: 90_000 });
  expect(await pluginCounts(nomad, plugin_id)).toEqual({
    controllersHealthy: 1,
    controllersExpected: 1,
    nodesHealthy: clients,
    nodesExpected: clients,
  });

  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl', { plugin_id });
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  expect(Object.keys(await csi.hashes(put))).toEqual([`hello-${put.ID}`]);
  // A node plugin that goes while it unmounts leaves the mount behind.
  await csi.free(volume_id);

  await nomad.jobs.stop(nodes.ID);
  await scope.waits.pluginHealthy(plugin_id, { nodes: 0, controllers: 1 });
  expect(await pluginCounts(nomad, plugin_id)).toMatchObject({ controllersHealthy: 1, nodesHealthy: 0 });
});
