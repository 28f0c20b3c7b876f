import {
  expect,
  measureRecovery,
  pluginCounts,
  pluginKilled,
  pluginReached,
  taskEvents,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { lateDriver } from './late-driver.ts';

test('known bad: Nomad calls a driver that has just died healthy, and a job placed there fails for good; 60 s later one succeeds', async ({
  cluster,
  ledger,
  nomad,
  scope,
}) => {
  // The driver stays away for longer than Nomad needs to place the job and to claim its volume.
  const { pluginId, jobId } = await lateDriver(cluster, scope);
  const { ID: volume_id, ExternalID: externalId = '' } = await scope.volume('csi/volume.volume.hcl', {
    plugin_id: pluginId,
  });
  const [node] = cluster.clients;
  if (!node) throw new Error('the cluster has no client');
  const put = (name: string) =>
    scope.run('csi/put-file.nomad.hcl', {
      volume_id,
      job_id: scope.name(name),
      node: `^${node.name}$`,
    });
  const fault = await scope.inject(pluginKilled(cluster, node, jobId));
  const ended = await (await put('at-once')).ended();
  expect(await pluginCounts(nomad, pluginId)).toMatchObject({ nodesHealthy: cluster.clients.length });
  expect(ended.ClientStatus).toBe('failed');
  const told = taskEvents(ended, 'put').map(({ message }) => message);
  expect(told.join('\n')).toMatch(/csi_hook.*csi\.sock/);

  const path = `claimed after: ${pluginKilled(cluster, node).name}`;
  const next = await measureRecovery({ ledger, path, boundMs: 60_000 }, async () => {
    await fault.undo();
    await pluginReached(cluster, jobId);
    return await (await put('later')).ended();
  });
  expect(next.ClientStatus).toBe('complete');
  await untilUnmounted({ node, externalId });
});
