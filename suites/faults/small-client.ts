import {
  type ClusterNode,
  ensurePlugin,
  type Scope,
  type StartedNomadCluster,
  waits,
} from '../../harness/index.ts';

/** Three groups of 300 MB of ephemeral disk each, Nomad's default, and no more. */
const dataBytes = 1_000_000_000;

/** One more client, with the driver, whose data directory has a small file system of its own. Gone at the end of the test. */
export async function smallClient(cluster: StartedNomadCluster, scope: Scope): Promise<ClusterNode> {
  const { nomad } = cluster;
  const node = await cluster.addClient({ dataBytes });
  const id = node.nomadNodeId ?? '';
  scope.defer(`take ${node.name} out again`, async () => {
    await cluster.removeClient(node);
    await waits.nodeStatus(nomad, id, 'down', { timeoutMs: 60_000 });
    await nomad.nodes.purge(id);
  });
  await ensurePlugin(cluster);
  return node;
}
