import { type ClusterNode, NomadClient, type StartedNomadCluster, waitFor } from '../../harness/index.ts';

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
  return new NomadClient({ address: server.nomadAddress, token: cluster.descriptor.token });
}

/** Returns the leader that this server knows once it is another one than `before`, 30 s later at most. */
export async function otherLeader(nomad: NomadClient, before: string): Promise<string> {
  return await waitFor({
    client: nomad,
    what: 'another leader of the servers',
    timeoutMs: 30_000,
    source: { read: (call) => nomad.status.leader(call), wakes: () => true },
    until: (leader) => (leader !== '' && leader !== before ? leader : undefined),
  });
}
