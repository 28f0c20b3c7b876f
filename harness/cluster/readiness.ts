import { deadline, isDeadline } from '../deadline.ts';
import { BehaviourError } from '../errors.ts';
import type { NodeListStub, NomadClient } from '../nomad/index.ts';
import type { ClusterNode } from './node.ts';

/** Drivers that every client of ours has. */
const drivers = ['docker', 'exec', 'raw_exec'];
const readyTimeoutMs = 60_000;

const isReady = ({ Status, Drivers }: NodeListStub) =>
  Status === 'ready' && drivers.every((driver) => Drivers?.[driver]?.Healthy);

/**
 * Returns when each of these clients is ready with healthy drivers; keeps their Nomad node ids. One that has registered is ready with its
 * first heartbeat, up to 10 s later, or with the next answer that its agent gets of a server: `nudge` has it ask one at once.
 */
export async function clientsReady(
  nomad: NomadClient,
  clients: ClusterNode[],
  { signal, nudge = false }: { signal?: AbortSignal | undefined; nudge?: boolean } = {},
): Promise<void> {
  const limit = deadline({ what: 'ready clients', ms: readyTimeoutMs, signal });
  let seen: NodeListStub[] = [];
  let index = 0;
  try {
    while (!clients.every((client) => readyNode(client, seen))) {
      // A blocking query answers on every change of a node, so nothing is polled.
      const answer = await nomad.blocking<NodeListStub[]>('/v1/nodes', { index, signal: limit });
      [seen, index] = [answer.value, Math.max(answer.index, 1)];
      if (nudge) await Promise.all(clients.map((client) => nudged(client, { nomad, seen, signal: limit })));
    }
  } catch (error) {
    if (isDeadline(limit.reason) && !signal?.aborted) throw notReady(clients, seen);
    throw error;
  }
}

/** Whatever comes of it shows in the client's state. */
async function nudged(
  { name, nomadAddress }: ClusterNode,
  { nomad, seen, signal }: { nomad: NomadClient; seen: NodeListStub[]; signal: AbortSignal },
): Promise<void> {
  if (seen.some(({ Name, Status }) => Name === name && Status === 'ready')) return;
  await using agent = nomad.with({ address: nomadAddress });
  await agent.status.leader({ signal }).catch(() => undefined);
}

/** A replaced machine may have had the same name, so only a ready one counts. */
function readyNode(client: ClusterNode, nodes: NodeListStub[]): boolean {
  const node = nodes.find((each) => each.Name === client.name && isReady(each));
  if (node) client.nomadNodeId = node.ID;
  return node !== undefined;
}

function notReady(clients: ClusterNode[], nodes: NodeListStub[]): BehaviourError {
  const states = clients.map(({ name }) => {
    const node = nodes.find((each) => each.Name === name);
    const health = drivers.map(
      (driver) => `${driver} ${node?.Drivers?.[driver]?.Healthy ? 'healthy' : 'not healthy'}`,
    );
    return `${name}: ${node ? `${node.Status}, ${health.join(', ')}` : 'not registered'}`;
  });
  return new BehaviourError(
    'CLIENTS_NOT_READY',
    `not every client was ready after ${readyTimeoutMs / 1000} s`,
    {
      observed: states.join('\n'),
      next: "read the agents' logs in the run folder: logs/",
    },
  );
}
