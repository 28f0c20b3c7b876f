import type { StartedNomadCluster } from '../cluster/index.ts';
import { pluginCounts, sharedPluginId } from '../csi/index.ts';
import { type NomadClient, unlessStatus } from '../nomad/index.ts';
import { waitFor, waits } from '../wait/index.ts';

/** Nomad looks at a plugin every 30 s and at a lost connection after 30 s more; a start of a plugin comes on top. */
const healthyWithinMs = 120_000;

/**
 * Returns when the servers have a leader, each of them votes, each client that Nomad knows is ready and eligible, and the shared
 * CSI plugin, if there is one, is healthy on all of them.
 *
 * @throws WaitTimeout after 120 s
 */
export async function untilHealthy(cluster: StartedNomadCluster, signal?: AbortSignal): Promise<void> {
  const { nomad } = cluster;
  const limits = { timeoutMs: healthyWithinMs, signal };
  await waitFor({
    ...limits,
    client: nomad,
    what: 'a leader of the servers',
    source: { read: (call) => nomad.status.leader(call), wakes: () => true },
    until: (leader) => (leader === '' ? undefined : leader),
  });
  if (cluster.servers.length > 1) await allVote(cluster, limits);
  const known = new Set((await nomad.nodes.list()).map(({ ID }) => ID));
  const clients = cluster.clients.filter(({ nomadNodeId }) => known.has(nomadNodeId ?? ''));
  for (const { nomadNodeId = '' } of clients) await waits.nodeReady(nomad, nomadNodeId, limits);
  const { nodesExpected } = await pluginCounts(nomad, sharedPluginId);
  if (nodesExpected === 0) return;
  const all = { nodes: clients.length, controllers: clients.length };
  await waits.pluginHealthy(nomad, sharedPluginId, { ...all, ...limits });
}

/**
 * Autopilot takes a server out that does not answer, and lets it vote again when it has been stable for 10 s: until then the
 * loss of one more is the loss of the cluster.
 */
async function allVote(
  { nomad, servers }: StartedNomadCluster,
  limits: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<void> {
  await waitFor({
    ...limits,
    client: nomad,
    what: `${servers.length} servers that vote`,
    source: {
      // Nomad tells of no change of voters: asked whenever a node changes, and every other second.
      blocking: async (from, signal) => {
        const { index } = await nomad.blocking('/v1/nodes', { index: from, signal, waitSeconds: 2 });
        const { Servers } = await nomad.operator.raftConfiguration({ signal });
        return { value: { Servers, hasCaughtUp: await knowsToken(nomad, signal) }, index };
      },
    },
    until: ({ Servers, hasCaughtUp }) =>
      hasCaughtUp && Servers.filter(({ Voter }) => Voter).length === servers.length ? true : undefined,
    describe: ({ Servers }) =>
      Servers.map(({ Node, Voter }) => `${Node} ${Voter ? 'votes' : 'waits'}`).join(', '),
  });
}

/** A server that was started again denies what it does not forward until it has caught up: it knows no token before. */
async function knowsToken(nomad: NomadClient, signal: AbortSignal): Promise<boolean> {
  return (await unlessStatus(nomad.agent.self({ signal }), 403)) !== undefined;
}
