import type { ClusterNode, NomadClient, StartedNomadCluster } from '../../harness/index.ts';

/** The server that leads now. */
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
  throw new Error(`no server has the leader's address ${address}`);
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
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]);
    const leads = others.map(async (server, at) => {
      await server.agent.waitForLine('cluster leadership acquired', { fromLine: from[at] ?? 1, signal });
      return server;
    });
    return await Promise.any(leads).finally(() => stop.abort());
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
    const signal = AbortSignal.timeout(60_000);
    const line = `removing server: name=${lost.name}.`;
    return await Promise.all(
      others.map(({ agent }, at) => agent.waitForLine(line, { fromLine: from[at] ?? 1, signal })),
    );
  };
}
