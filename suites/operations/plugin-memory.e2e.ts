import { expect, pluginCounts, test } from '../../harness/index.ts';

test('a driver that does not fit into a client is refused for its memory', async ({
  cluster,
  nomad,
  scope,
}) => {
  const client = await scope.addClient({ memoryMb: 80 });
  const plugin_id = scope.name('plugin');
  const vars = { plugin_id, image: cluster.images.csiPlugin };
  const driver = { ...(await scope.job('csi/plugin.nomad.hcl', vars)), NodePool: scope.id };

  const tooLarge = await scope.submit(driver);
  expect(tooLarge.evaluation.FailedTGAllocs?.plugin).toMatchObject({
    NodesExhausted: 1,
    DimensionExhausted: { memory: 1 },
  });
  expect(await nomad.jobs.allocations(driver.ID)).toEqual([]);
  expect(await pluginCounts(nomad, plugin_id)).toMatchObject({ nodesHealthy: 0, nodesExpected: 0 });

  const [task] = driver.TaskGroups?.[0]?.Tasks ?? [];
  if (!task) throw new Error('the driver has no task');
  task.Resources = { ...task.Resources, MemoryMB: 64 };
  expect(await (await scope.submit(driver)).running()).toMatchObject({ NodeID: client.nomadNodeId });
});
