import type { FaultKey } from '../../chaos/index.ts';
import { nodeNames } from '../../cluster/index.ts';

/** The client that carries nothing that must go on: it is upgraded first, and drained at every step. */
export const canaryOf = <T>(clients: readonly T[]): T | undefined => clients.at(-1);

/** Clients of the cluster that a rehearsal starts: those that were asked for, and the canary. */
export const withCanary = (clients: number): number => clients + 1;
export const withoutCanary = (clients: number): number => clients - 1;

/** What a node is in the order of an upgrade. */
export type Part = 'follower' | 'leader' | 'canary' | 'client';

/**
 * An agent in an order: a client by its name, a server by what it is before the first step, since the servers choose their leader
 * themselves: `leader`, `follower-1`.
 */
export type Agent = string;

/** Faults that a step of an order injects and undoes: they leave running tasks alone, but for those of the CSI driver. */
export const orderFaults = [
  'agent-killed',
  'agent-terminated',
  'plugin-killed',
  'server-killed',
] as const satisfies FaultKey[];
export type OrderFault = (typeof orderFaults)[number];

/** One step of an order. */
export type OrderStep =
  | { do: 'upgrade'; agent: Agent }
  /** The older version again, on the same data. */
  | { do: 'put-back'; agent: Agent }
  /** A server's raft log goes from BoltDB to the WAL store, one way. */
  | { do: 'migrate'; agent: Agent }
  /** Until each client has sent heartbeats for a whole interval. */
  | { do: 'pause' }
  /** A client is drained and its machine rebooted. */
  | { do: 'reboot'; node: string }
  /** The fault is undone in the same step. */
  | { do: 'fault'; fault: OrderFault; node: string };

/** What a cluster of a rehearsal has; clients without the canary. */
export interface Shape {
  servers: number;
  clients: number;
}

/** An order of an upgrade, drawn or given: what `plan.json` holds. */
export interface UpgradeOrder extends Shape {
  /** What it was drawn from. */
  seed?: number | undefined;
  from: string;
  to: string;
  steps: readonly OrderStep[];
}

/**
 * The plain order: servers first and the leader last, so that it is lost once, then the clients, the canary first of them (Nomad
 * docs, Upgrade).
 */
export function agentsOf({ servers, clients }: Shape): { servers: Agent[]; clients: Agent[] } {
  const all = nodeNames('client', withCanary(clients));
  const followers = Array.from({ length: servers - 1 }, (_, at) => `follower-${at + 1}`);
  return { servers: [...followers, 'leader'], clients: [...all.slice(-1), ...all.slice(0, -1)] };
}

/** What an agent is. */
export function partOf(agent: Agent, { clients }: Shape): Part {
  if (!isClient(agent)) return agent === 'leader' ? 'leader' : 'follower';
  return agent === `client-${withCanary(clients)}` ? 'canary' : 'client';
}

/** A server else. */
export const isClient = (agent: Agent) => agent.startsWith('client-');

/** Which nodes a fault can hit: servers but the first, which the harness talks to, where another may be away. */
export function targetsOf(fault: OrderFault, { servers, clients }: Shape): string[] {
  if (fault !== 'server-killed') return nodeNames('client', withCanary(clients));
  return servers < 3 ? [] : nodeNames('server', servers).slice(1);
}

/** Whether a held volume keeps its holder all the time: neither a drained client nor a rebooted one lets it. */
export const holdersStay = ({ mode, order }: { mode: string; order?: UpgradeOrder | undefined }): boolean =>
  mode === 'in-place' && !order?.steps.some((step) => step.do === 'reboot');

/** How often the servers may change their leader: a server that goes away may be it. */
export const leadersIn = (order: UpgradeOrder | undefined): number =>
  order?.steps.filter(
    (step) =>
      (step.do === 'fault' && step.fault === 'server-killed') || ('agent' in step && !isClient(step.agent)),
  ).length ?? 1;

/** Each agent once, in the plain order. */
export function plainSteps(shape: Shape): OrderStep[] {
  const { servers, clients } = agentsOf(shape);
  return [...servers, ...clients].map((agent) => ({ do: 'upgrade', agent }));
}

/** The same order, in which each server's raft log is migrated as soon as all servers are upgraded. */
export function withRaftWal(order: UpgradeOrder): UpgradeOrder {
  const at = order.steps.findLastIndex((step) => step.do === 'upgrade' && !isClient(step.agent)) + 1;
  const migrations = agentsOf(order).servers.map((agent) => ({ do: 'migrate' as const, agent }));
  return { ...order, steps: order.steps.toSpliced(at, 0, ...migrations) };
}

/** Place and words of each step, of which its name is made: `2/7 server-3`, `3/7 pause`. `nameOf` names an agent. */
export function namesOf(
  steps: readonly OrderStep[],
  { from, nameOf }: { from: string; nameOf: (agent: Agent) => string },
): string[] {
  const words = (step: OrderStep) => {
    if (step.do === 'upgrade') return nameOf(step.agent);
    if (step.do === 'put-back') return `${nameOf(step.agent)} back to ${from}`;
    if (step.do === 'migrate') return `${nameOf(step.agent)} to the WAL log store`;
    if (step.do === 'pause') return step.do;
    return step.do === 'reboot' ? `reboot of ${step.node}` : `${step.fault} on ${step.node}`;
  };
  return steps.map((step, at) => `${at + 1}/${steps.length} ${words(step)}`);
}
