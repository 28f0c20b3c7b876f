import { deadline, expect, lines, type NomadClient, test } from '../../harness/index.ts';

// nomad#12744: an agent that had restarted started a plugin's next container without the folder of its socket.
test('a plugin whose container dies after a restart of the agent comes back healthy', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsMachines('it restarts a client agent');
  const plugin_id = scope.name('plugin');
  const clients = cluster.clients.length;
  const image = cluster.images.csiPlugin;
  const job = await scope.run('csi/plugin.nomad.hcl', { plugin_id, image, restart_delay: '1s' });
  const { ID, NodeID } = await job.taskRunning('driver');
  const node = cluster.nodeByNomadId(NodeID);

  await node.agent.restart();
  await node.shell(`docker kill $(docker ps --quiet --filter name=^/driver-${ID}$)`);
  await scope.waits.taskRestarted(ID, 'driver');

  const starts = await linesSaying('serves', nomad, ID);
  const becomesHealthy = () =>
    scope.waits.pluginHealthy(plugin_id, { nodes: clients, controllers: clients }).then(
      () => 'healthy',
      (error: Error) => error.message.split('\n')[0],
    );
  const health = starts === 2 ? await becomesHealthy() : 'not awaited';

  scope.knownBug('C4', () => {
    expect(starts, 'how often the driver came up').toBe(2);
    expect(health).toBe('healthy');
  });
});

/** How many lines of the driver's log hold this word: returns at the second one, or after ten seconds. */
async function linesSaying(word: string, nomad: NomadClient, id: string): Promise<number> {
  const signal = deadline({ what: `second line that says ${word}`, ms: 10_000 });
  let count = 0;
  try {
    const log = await nomad.allocations.followLogs(id, { task: 'driver', type: 'stdout' }, { signal });
    for await (const line of lines(log)) {
      if (line.includes(word)) count += 1;
      if (count === 2) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return count;
}
