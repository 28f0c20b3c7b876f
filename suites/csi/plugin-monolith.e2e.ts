import { expect, pluginCounts, test } from '../../harness/index.ts';

test('a driver run as a system job is healthy on every client until it is stopped', async ({
  cluster,
  nomad,
  scope,
}) => {
  const plugin_id = scope.name('plugin');
  const clients = cluster.clients.length;
  const none = { controllersHealthy: 0, controllersExpected: 0, nodesHealthy: 0, nodesExpected: 0 };
  expect(await pluginCounts(nomad, plugin_id)).toEqual(none);

  const [driver] = await scope.driverJobs(plugin_id);
  await scope.submit(driver);
  await scope.waits.pluginHealthy(plugin_id, { nodes: clients, controllers: clients, timeoutMs: 90_000 });
  expect(await pluginCounts(nomad, plugin_id)).toEqual({
    controllersHealthy: clients,
    controllersExpected: clients,
    nodesHealthy: clients,
    nodesExpected: clients,
  });

  await nomad.jobs.stop(driver.ID);
  await scope.waits.pluginGone(plugin_id);
  expect(await pluginCounts(nomad, plugin_id)).toEqual(none);
});
