import { setInterval } from 'node:timers/promises';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { sharedPluginId } from '../csi/index.ts';
import { deadline, isDeadline } from '../deadline.ts';
import { BehaviourError, explain } from '../errors.ts';
import type { AutopilotHealth, NodeListStub } from '../nomad/index.ts';
import { compareVersions, isVersion } from '../version/index.ts';
import { waits } from '../wait/index.ts';
import { stepOrder } from './plan/order.ts';

/** One agent to replace. */
export interface Step {
  /** `server-2`, with its place in the row: `1/6 server-2`. */
  name: string;
  node: ClusterNode;
}

/** What replacing one agent took, and whether it came back as what it was. */
export interface StepResult {
  /** From the signal that ends the old agent until Nomad sees the new one, in milliseconds. */
  downMs: number;
  /** The machine's id in Nomad (raft or node id) before and after. */
  before: string;
  after: string;
  /** Whether the old agent had to be killed, since it did not end by itself. */
  killed: boolean;
}

/** Long enough for every end that was seen in time (1 s), and short of a service manager's 90 s. */
export const endWithinMs = 30_000;
const backWithinMs = 60_000;
const autopilotEveryMs = 200;

/** How a client's agent is replaced: under its running tasks, or after they were drained away. */
export type ClientMode = 'in-place' | 'drain';

/** The steps of the plan with the nodes that take them, now that there is a leader. */
export async function planSteps({
  nomad,
  servers,
  clients,
}: Pick<StartedNomadCluster, 'nomad' | 'servers' | 'clients'>): Promise<Step[]> {
  const { Servers } = await nomad.operator.raftConfiguration();
  const leader = Servers.find((server) => server.Leader)?.Node.replace(/\.global$/, '');
  const followers = servers.filter(({ name }) => name !== leader);
  const leaders = servers.filter(({ name }) => name === leader);
  const order = stepOrder({ followers, leaders, clients });
  return order.map(({ place, node }) => ({ name: `${place} ${node.name}`, node }));
}

/**
 * Ends the agent, starts the other version on the same data, and returns when Nomad counts the machine in again.
 * `meanwhile` runs while the agent is down.
 * @throws EnvironmentError AGENT_DIED; BehaviourError UPGRADE_STEP_STUCK with what Nomad said last
 */
export async function replaceAgent(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  version: string,
  { meanwhile, signal }: { meanwhile: () => Promise<void>; signal: AbortSignal },
): Promise<StepResult> {
  const before = await identityOf(cluster, node);
  const began = performance.now();
  const { killed } = await node.agent.end(endWithinMs, signal);
  await meanwhile();
  await node.agent.start({ version, signal });
  const limit = deadline({ what: `return of ${node.name}`, ms: backWithinMs, signal });
  await (node.role === 'server'
    ? serverBack(cluster, node, version, limit)
    : clientBack(cluster, node, version, limit));
  const downMs = Math.round(performance.now() - began);
  return { downMs, before, after: await identityOf(cluster, node), killed };
}

async function identityOf({ nomad }: StartedNomadCluster, node: ClusterNode): Promise<string> {
  if (node.role === 'client') {
    const known = (await nomad.nodes.list()).filter(
      ({ Name, Status }) => Name === node.name && Status !== 'down',
    );
    return known.map(({ ID }) => ID).join(' and ');
  }
  const { Servers } = await nomad.operator.raftConfiguration();
  return Servers.find((server) => isNamed(server.Node, node))?.ID ?? 'no peer';
}

/**
 * Returns when this server is healthy with this version, and all others are. Nomad has no blocking query for its
 * autopilot's view of the servers, so this asks again on a clock.
 */
export async function serverBack(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  version: string,
  limit: AbortSignal,
) {
  let seen: AutopilotHealth | undefined;
  const back = () =>
    seen?.Healthy &&
    seen.Servers.filter(({ Healthy }) => Healthy).length === cluster.servers.length &&
    seen.Servers.some((server) => isNamed(server.Name, node) && isVersionOf(server.Version, version));
  try {
    for await (const _ of setInterval(autopilotEveryMs, undefined, { signal: limit, ref: false })) {
      // Without a leader there is no answer, and with an unhealthy server it is 429.
      seen = await cluster.nomad.operator.autopilotHealth({ signal: limit }).catch(() => seen);
      if (back()) return;
    }
  } catch (error) {
    throw stuck(limit, node, version, JSON.stringify(seen?.Servers ?? 'no answer'), error);
  }
}

/** By blocking query, since the node's status need not change: an upgrade in place is quicker than its heartbeat. */
async function clientBack(
  { nomad }: StartedNomadCluster,
  node: ClusterNode,
  version: string,
  limit: AbortSignal,
) {
  let seen: NodeListStub[] = [];
  let index = 0;
  try {
    while (
      !seen.some((each) => each.Name === node.name && each.Status === 'ready' && each.Version === version)
    ) {
      const answer = await nomad.blocking<NodeListStub[]>('/v1/nodes', { index, signal: limit });
      [seen, index] = [answer.value, Math.max(answer.index, 1)];
    }
    node.nomadNodeId = seen.find((each) => each.Name === node.name && each.Version === version)?.ID;
  } catch (error) {
    const states = seen.map(({ Name, Status, Version }) => `${Name} ${Version} ${Status}`).join(', ');
    throw stuck(limit, node, version, states, error);
  }
}

/** The driver's task goes on through the agent's restart; the new agent has to find its socket again. */
export async function pluginBack(
  { nomad, clients }: StartedNomadCluster,
  signal: AbortSignal,
): Promise<void> {
  const nodes = clients.length;
  await waits.pluginHealthy(nomad, sharedPluginId, { nodes, controllers: nodes, timeoutMs: 90_000, signal });
}

function stuck(
  limit: AbortSignal,
  node: ClusterNode,
  version: string,
  observed: string,
  error: unknown,
): unknown {
  const reason: unknown = limit.reason;
  if (!isDeadline(reason)) return error;
  const message = `${node.name} was not back with Nomad ${version}: ${explain(reason)}`;
  return new BehaviourError('UPGRADE_STEP_STUCK', message, {
    observed,
    next: `read logs/${node.name}.log of the run`,
  });
}

/** A server that others do not know yet has no version. */
const isVersionOf = (said: string, version: string) =>
  isVersion(said) && compareVersions(said, version) === 0;

const isNamed = (name: string, node: ClusterNode) => name === node.name || name === `${node.name}.global`;
