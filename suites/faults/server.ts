import {
  BehaviourError,
  type ClusterNode,
  type NomadClient,
  type Scope,
  type StartedNomadCluster,
  withDeadline,
} from '../../harness/index.ts';

/** Skips the test on a cluster that loses its quorum with one server. */
export function needsThreeServers({ servers }: StartedNomadCluster, scope: Scope): void {
  scope.needs(servers.length >= 3, 'needs three servers: npx nomad-e2e run faults --servers 3');
}

/**
 * The server that leads now.
 * @throws BehaviourError LEADER_UNKNOWN
 */
export async function leaderOf({ nomad, servers }: StartedNomadCluster): Promise<ClusterNode> {
  const address = (await nomad.status.leader()).split(':')[0];
  for (const server of servers) {
    const own = await server.shell('hostname -i');
    if (
      own
        .trim()
        .split(' ')
        .includes(address ?? '')
    )
      return server;
  }
  throw new BehaviourError('LEADER_UNKNOWN', `no server of this cluster has the leader's address ${address}`);
}

/** Nomad's API at one server, whatever becomes of the others. */
export function clientOf(cluster: StartedNomadCluster, server: ClusterNode): NomadClient {
  return cluster.nomad.with({ address: server.nomadAddress });
}

/**
 * Before a leader is lost: gives a wait for the server among `others` that leads next, 30 s at most. By their logs, since
 * Nomad asks the leader itself who leads, and one that does not answer keeps it waiting.
 */
export async function nextLeader(others: readonly ClusterNode[]): Promise<() => Promise<ClusterNode>> {
  const from = await Promise.all(others.map(async ({ agent }) => (await agent.logLines()) + 1));
  return async () => {
    const stop = new AbortController();
    const limit = { what: `leader among ${namesOf(others)}`, ms: 30_000, lastSeen: () => lastLines(others) };
    const leads = (late: AbortSignal) => {
      const signal = AbortSignal.any([stop.signal, late]);
      const lines = others.map(async (server, at) => {
        await server.agent.waitForLine('cluster leadership acquired', { fromLine: from[at] ?? 1, signal });
        return server;
      });
      return Promise.any(lines);
    };
    return await withDeadline(limit, leads).finally(() => stop.abort());
  };
}

/**
 * Before a server is lost: gives a wait until each of `others` has given it up, 60 s at most. Until then Nomad goes on asking
 * it, and under TLS an agent that is paused keeps the asker waiting for as long as it is.
 */
export async function givenUp(
  lost: ClusterNode,
  others: readonly ClusterNode[],
): Promise<() => Promise<unknown>> {
  const from = await Promise.all(others.map(async ({ agent }) => (await agent.logLines()) + 1));
  return async () => {
    const what = `removal of ${lost.name} by ${namesOf(others)}`;
    const line = `removing server: name=${lost.name}.`;
    const removed = (signal: AbortSignal) =>
      Promise.all(
        others.map(({ agent }, at) => agent.waitForLine(line, { fromLine: from[at] ?? 1, signal })),
      );
    return await withDeadline({ what, ms: 60_000, lastSeen: () => lastLines(others) }, removed);
  };
}

const namesOf = (servers: readonly ClusterNode[]) => servers.map(({ name }) => name).join(', ');

async function lastLines(servers: readonly ClusterNode[]): Promise<string> {
  const tails = servers.map(async ({ name, agent }) => `${name}: ${await agent.logTail(5)}`);
  return (await Promise.all(tails)).join('\n');
}
