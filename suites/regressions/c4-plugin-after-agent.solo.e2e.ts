import { expect, test, waits } from '../../harness/index.ts';
import { containersOf } from './containers.ts';

// nomad#12744: an agent that had restarted started a plugin's next container without the folder of its socket.
test('a plugin whose container dies after a restart of the agent comes back healthy', async ({
  cluster,
  nomad,
  scope,
}) => {
  const plugin_id = scope.name('plugin');
  const clients = cluster.clients.length;
  const image = cluster.images.csiPlugin;
  const job = await scope.run('csi/plugin.nomad.hcl', { plugin_id, image, restart_delay: '1s' });
  const { ID, NodeID } = await job.taskRunning('driver');
  const node = cluster.nodeByNomadId(NodeID);
  const limits = { timeoutMs: 60_000, signal: scope.signal };

  await node.agent.restart();
  await node.shell(`docker kill $(docker ps --quiet --filter name=^/driver-${ID}$)`);
  await waits.taskState(
    nomad,
    ID,
    'driver',
    ({ State, Restarts }) => State === 'running' && Restarts === 1,
    limits,
  );

  const [container] = await containersOf(node, { ID }, 'driver');
  expect(container?.Mounts.map(({ Destination }) => Destination)).toContain('/csi');
  const health = await waits
    .pluginHealthy(nomad, plugin_id, { nodes: clients, controllers: clients, ...limits })
    .then(
      () => 'healthy',
      (error: Error) => error.message.split('\n')[0],
    );
  expect(health).toBe('healthy');
});
