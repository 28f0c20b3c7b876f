import type { ClusterNode, StartedNomadCluster } from '../../cluster/index.ts';
import { waits } from '../../wait/index.ts';
import { nodeFree } from './release.ts';

/**
 * Removes a client's machine for good: when Nomad has found out, within `timeoutMs` (90 s unless given), and has taken its
 * volumes from it, Nomad is made to forget it.
 */
export async function forgetClient(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  { timeoutMs = 90_000 }: { timeoutMs?: number } = {},
): Promise<void> {
  const { nomad } = cluster;
  const id = node.nomadNodeId ?? '';
  await cluster.removeClient(node);
  await waits.nodeStatus(nomad, id, 'down', { timeoutMs });
  await nodeFree(cluster, id);
  await nomad.nodes.purge(id);
}
