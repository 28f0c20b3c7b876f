import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import {
  agentKilled,
  agentPaused,
  agentTerminated,
  driverMisbehaves,
  engineStopped,
  type Fault,
  nodeKilled,
  packetLoss,
  partition,
  pluginKilled,
  pluginPaused,
} from '../faults/index.ts';
import type { Job } from '../nomad/index.ts';
import { earlyMain, hooksRunAgain, intruder, keepsClaims, withoutHooks } from './injections.ts';

type Maker = (cluster: StartedNomadCluster, node: ClusterNode) => Fault;

const error = { code: 'UNAVAILABLE', message: 'chaos' } as const;

const onClients = {
  'agent-killed': (_, node) => agentKilled(node),
  'agent-terminated': (_, node) => agentTerminated(node),
  'agent-paused': (_, node) => agentPaused(node),
  'plugin-killed': pluginKilled,
  'plugin-paused': pluginPaused,
  'engine-stopped': engineStopped,
  'node-killed': nodeKilled,
  'cut-off': ({ servers }, node) => partition([node], servers),
  'packet-loss': ({ servers }, node) => packetLoss([node], servers, 0.3),
  'unpublish-fails': (cluster) => driverMisbehaves(cluster, { call: 'nodeUnpublishVolume', times: 2, error }),
  'detach-fails': (cluster) =>
    driverMisbehaves(cluster, { call: 'controllerUnpublishVolume', times: 2, error }),
  'detach-slow': (cluster) =>
    driverMisbehaves(cluster, { call: 'controllerUnpublishVolume', times: 1, delayMs: 3000 }),
  'driver-crashes': (cluster) =>
    driverMisbehaves(cluster, { call: 'nodeUnpublishVolume', times: 1, crash: 'before' }),
} as const satisfies Record<string, Maker>;

const onServers = {
  'server-killed': (_, node) => agentKilled(node),
  'server-paused': (_, node) => agentPaused(node),
  'server-cut-off': ({ servers }, node) =>
    partition(
      [node],
      servers.filter((each) => each !== node),
    ),
} as const satisfies Record<string, Maker>;

/** Faults of the driver at a call that comes only when a writer ends. */
const atRelease: readonly string[] = ['unpublish-fails', 'detach-fails', 'detach-slow', 'driver-crashes'];

/** Whether the fault is met only when the writers are stopped while it holds. */
export const needsStop = (key: FaultKey) => atRelease.includes(key);

/** Whether writers go on through the fault, but for those of a lost machine: an engine that is stopped ends its containers. */
export const leavesWriters = (key: string) => key !== ('engine-stopped' satisfies FaultKey);

/** Trouble that the judgement must find: only asked for by name. */
const injected = {
  'lost-write': (cluster) =>
    driverMisbehaves(cluster, { call: 'nodeUnpublishVolume', lie: 'loses-last-write' }),
  'two-writers': (_, node) => intruder(node),
  'claim-kept': keepsClaims,
  'hook-reran': (cluster) => hooksRunAgain(cluster),
  'early-main': () => earlyMain,
} as const satisfies Record<string, Maker>;

const makers: Record<FaultKey, Maker> = { ...onClients, ...onServers, ...injected };

export type InjectionKey = keyof typeof injected;
export type FaultKey = keyof typeof onClients | keyof typeof onServers | InjectionKey;

export const injectionKeys = Object.keys(injected) as InjectionKey[];

/** Faults that can be drawn. The only server of a cluster is spared: without it no probe could tell anything. */
export function faultKeys({ servers }: { servers: number }): FaultKey[] {
  const own = Object.keys(onClients) as FaultKey[];
  return servers < 3 ? own : [...own, ...(Object.keys(onServers) as FaultKey[])];
}

/** All that a step can name, on this cluster or another. */
export const everyFault = Object.keys(makers) as FaultKey[];

/**
 * The fault of a step on this cluster, or why it has none. The first server is spared: the harness talks to it.
 */
export function makeFault(cluster: StartedNomadCluster, key: FaultKey, node: number): Fault | string {
  const among = key in onServers ? cluster.servers.slice(1) : cluster.clients;
  const target = among[node % among.length];
  return target ? faultOn(cluster, key, target) : `the cluster has no other server to spare`;
}

/** The fault on this node. */
export const faultOn = (cluster: StartedNomadCluster, key: FaultKey, node: ClusterNode): Fault =>
  makers[key](cluster, node);

/** What a step makes of the job that is started while its fault holds. */
export function shapeOf(key: FaultKey): (job: Job) => void {
  return key === 'early-main' ? withoutHooks : () => {};
}
