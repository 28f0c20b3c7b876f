import { setTimeout } from 'node:timers/promises';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { sharedPluginId } from '../csi/index.ts';
import { BehaviourError } from '../errors.ts';
import type { AutopilotHealth, NodeListStub } from '../nomad/index.ts';
import { compareVersions, isVersion } from '../version/index.ts';
import { type WaitLimits, type WaitOptions, WaitTimeout, waitFor, waits } from '../wait/index.ts';
import { isNamed, leaderIn } from './leadership.ts';
import {
  agentsOf,
  namesOf,
  type OrderStep,
  plainSteps,
  type UpgradeOrder,
  withoutCanary,
} from './plan/order.ts';

/** One step to take. */
export interface Step {
  /** `server-2`, with its place in the row: `1/6 server-2`. */
  name: string;
  does: OrderStep;
  /** Undefined for a step that concerns all. */
  node: ClusterNode | undefined;
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

/** The node of a step that has one. @throws Error where the cluster has no such node, since a step must not be left out */
export function nodeOf({ name, node }: Step): ClusterNode {
  if (node) return node;
  throw new Error(`the cluster has no node for the step ${name}`);
}

/** The steps of an order, else of the plain one, with the nodes that take them, now that there is a leader. */
export async function planSteps(
  { nomad, servers, clients }: Pick<StartedNomadCluster, 'nomad' | 'servers' | 'clients'>,
  order?: UpgradeOrder,
): Promise<Step[]> {
  const { Servers } = await nomad.operator.raftConfiguration();
  const leader = leaderIn(Servers);
  const shape = { servers: servers.length, clients: withoutCanary(clients.length) };
  const leaderLast = servers.toSorted((a, b) => Number(a.name === leader) - Number(b.name === leader));
  const byAgent = new Map(agentsOf(shape).servers.map((agent, at) => [agent, leaderLast[at]]));
  const named = (name: string) =>
    byAgent.get(name) ?? [...servers, ...clients].find((node) => node.name === name);
  const steps = order?.steps ?? plainSteps(shape);
  const names = namesOf(steps, { from: order?.from ?? '', nameOf: (agent) => named(agent)?.name ?? agent });
  return steps.map((does, at) => ({
    ...{ name: names[at] ?? '', does },
    node: does.do === 'pause' ? undefined : named('agent' in does ? does.agent : does.node),
  }));
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
  { meanwhile, signal }: { meanwhile?: () => Promise<void>; signal: AbortSignal },
): Promise<StepResult> {
  const before = await identityOf(cluster, node);
  const began = performance.now();
  const { killed } = await node.agent.end(endWithinMs, signal);
  await meanwhile?.();
  await node.agent.start({ version, signal });
  const isBack = node.role === 'server' ? serverBack : clientBack;
  await isBack(cluster, node, version, { timeoutMs: backWithinMs, signal });
  const downMs = Math.round(performance.now() - began);
  return { downMs, before, after: await identityOf(cluster, node), killed };
}

/** The machine's id in Nomad. */
export async function identityOf({ nomad }: StartedNomadCluster, node: ClusterNode): Promise<string> {
  if (node.role === 'client') {
    const known = (await nomad.nodes.list()).filter(
      ({ Name, Status }) => Name === node.name && Status !== 'down',
    );
    return known.map(({ ID }) => ID).join(' and ');
  }
  const { Servers } = await nomad.operator.raftConfiguration();
  return Servers.find((server) => isNamed(server.Node, node))?.ID ?? 'no peer';
}

/** Returns when this server is healthy with this version, and all others are. @throws as {@link returnOf} */
export async function serverBack(
  { nomad, servers }: StartedNomadCluster,
  node: ClusterNode,
  version: string,
  limits: WaitLimits,
): Promise<void> {
  const isBack = (health: AutopilotHealth | undefined) =>
    health?.Healthy &&
    health.Servers.filter(({ Healthy }) => Healthy).length === servers.length &&
    health.Servers.some((server) => isNamed(server.Name, node) && isVersionOf(server.Version, version));
  await returnOf(node, version, {
    ...limits,
    client: nomad,
    source: {
      // Nomad has no blocking query for its autopilot's view of the servers, so this asks again on a clock.
      blocking: async (index, signal) => {
        if (index > 0) await setTimeout(autopilotEveryMs, undefined, { signal, ref: false });
        // Without a leader there is no answer, and with an unhealthy server it is 429.
        const value = await nomad.operator.autopilotHealth({ signal }).catch(() => undefined);
        return { value, index: index + 1 };
      },
    },
    until: (health) => isBack(health) || undefined,
    describe: (health) => health?.Servers.map(stateOf).join(', ') ?? 'no answer',
  });
}

/** By blocking query, since the node's status need not change: an upgrade in place is quicker than its heartbeat. */
async function clientBack(
  { nomad }: StartedNomadCluster,
  node: ClusterNode,
  version: string,
  limits: WaitLimits,
): Promise<void> {
  const { ID } = await returnOf(node, version, {
    ...limits,
    client: nomad,
    source: { blocking: (index, signal) => nomad.blocking<NodeListStub[]>('/v1/nodes', { index, signal }) },
    until: (nodes) =>
      nodes.find((each) => each.Name === node.name && each.Status === 'ready' && each.Version === version),
    describe: (nodes) => nodes.map(({ Name, Status, Version }) => `${Name} ${Version} ${Status}`).join(', '),
  });
  node.nomadNodeId = ID;
}

/** @throws BehaviourError UPGRADE_STEP_STUCK with what Nomad said last; what else ends the wait */
async function returnOf<S, T>(
  { name }: ClusterNode,
  version: string,
  wait: Omit<WaitOptions<S, T>, 'what'>,
): Promise<T> {
  try {
    return await waitFor({ ...wait, what: `return of ${name}` });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const late = `${error.code}: ${error.message.split('\n')[0]}`;
    throw new BehaviourError('UPGRADE_STEP_STUCK', `${name} was not back with Nomad ${version}: ${late}`, {
      observed: error.lastObserved,
      next: `read logs/${name}.log of the run`,
    });
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

const stateOf = ({ Name, Version, Healthy }: AutopilotHealth['Servers'][number]) =>
  `${Name} ${Version} ${Healthy ? 'healthy' : 'unhealthy'}`;

/** A server that others do not know yet has no version. */
const isVersionOf = (said: string, version: string) =>
  isVersion(said) && compareVersions(said, version) === 0;
