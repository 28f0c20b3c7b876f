import { type ClusterNode, nodePaths, type StartedNomadCluster } from '../cluster/index.ts';
import { waitFor } from '../wait/index.ts';

const withinMs = 45_000;

/** Starts a client's agent again in another node pool, under its running tasks, and returns when the servers know it there. */
export async function changeNodePool(
  { nomad }: StartedNomadCluster,
  node: ClusterNode,
  pool: string,
  signal: AbortSignal,
): Promise<void> {
  const config = `${nodePaths.config}/agent.json`;
  await node.shell(`sed -i 's/"node_pool":"[^"]*"/"node_pool":"${pool}"/' ${config}`, { signal });
  await node.agent.restart({ signal });
  await waitFor({
    ...{ client: nomad, timeoutMs: withinMs, signal, what: `${node.name} ready in node pool ${pool}` },
    source: {
      read: (call) => nomad.nodes.read(node.nomadNodeId ?? '', call),
      wakes: ({ Topic }) => Topic === 'Node',
    },
    until: ({ Status, NodePool }) => (Status === 'ready' && NodePool === pool) || undefined,
    describe: ({ Status, NodePool }) => `${Status} in ${NodePool}`,
  });
}
