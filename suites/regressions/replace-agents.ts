import { type ClusterNode, type NomadClient, waitFor } from '../../harness/index.ts';

const timeoutMs = 60_000;

/** Starts another version in place of a server's agent; returns when there is a leader again. */
export async function replaceServer(
  nomad: NomadClient,
  server: ClusterNode,
  version: string,
  signal: AbortSignal,
) {
  await server.agent.restart({ version, signal });
  await waitFor({
    client: nomad,
    what: `leader with Nomad ${version}`,
    source: { read: () => nomad.nodes.list(), wakes: () => true },
    until: () => true,
    timeoutMs,
    signal,
  });
}

/** Starts another version in place of a client's agent; returns when the servers know the node with that version. */
export async function replaceClient(
  nomad: NomadClient,
  client: ClusterNode,
  version: string,
  signal: AbortSignal,
) {
  await client.agent.restart({ version, signal });
  await waitFor({
    client: nomad,
    what: `${client.name} ready with Nomad ${version}`,
    source: { read: () => nomad.nodes.list(), wakes: ({ Topic }) => Topic === 'Node' },
    until: (nodes) =>
      nodes.find(
        ({ Name, Status, Version }) => Name === client.name && Status === 'ready' && Version === version,
      ),
    timeoutMs,
    signal,
  });
}
