import type { ClusterNode, NomadClient, Scope } from '../../harness/index.ts';

interface Fixtures {
  nomad: NomadClient;
  scope: Scope;
}

/** Starts another version in place of a server's agent; returns when there is a leader and that server is a member with it. */
export async function replaceServer(
  server: ClusterNode,
  version: string,
  { nomad, scope }: Fixtures,
): Promise<void> {
  await server.agent.restart({ version, signal: scope.signal });
  await scope.waits.until({
    what: `leader, and ${server.name} alive with Nomad ${version}`,
    source: {
      // Nomad has no event for a member of its gossip: asked whenever a node changes, and every other second.
      blocking: async (from, signal) => {
        // Only a leader, or a server that knows one, answers.
        const { index } = await nomad.blocking('/v1/nodes', { index: from, signal, waitSeconds: 2 });
        return { value: await nomad.agent.members({ signal }), index };
      },
    },
    until: (members) =>
      members.find(
        ({ Name, Status, Tags }) =>
          Name.startsWith(`${server.name}.`) && Status === 'alive' && Tags.build === version,
      ),
    describe: (members) =>
      members.map(({ Name, Status, Tags }) => `${Name} ${Tags.build} ${Status}`).join(', '),
  });
}

/** Starts another version in place of a client's agent; returns when the servers know the node with that version. */
export async function replaceClient(
  client: ClusterNode,
  version: string,
  { nomad, scope }: Fixtures,
): Promise<void> {
  await client.agent.restart({ version, signal: scope.signal });
  await scope.waits.until({
    what: `${client.name} ready with Nomad ${version}`,
    source: { read: () => nomad.nodes.list(), wakes: ({ Topic }) => Topic === 'Node' },
    until: (nodes) =>
      nodes.find(
        ({ Name, Status, Version }) => Name === client.name && Status === 'ready' && Version === version,
      ),
  });
}
