import { setTimeout } from 'node:timers/promises';
import { type ClusterNode, httpPort, nodePaths, type StartedNomadCluster } from '../cluster/index.ts';
import { type Bound, boundOf } from '../disruption/index.ts';
import { waits } from '../wait/index.ts';
import { recordsFile } from '../writers/index.ts';

/** Trouble that a rehearsal is made to find: proof that its verdict can be NO-GO. */
export const injections = [
  'agent-down',
  'wiped-client',
  'empty-server',
  'lost-write',
  'two-writers',
  'idle-leader',
  'held-client',
  'missing-image',
  'refused-connections',
  'killed-tasks',
  'missing-command',
  'bad-version',
  'missing-volume',
  'unmounted-volume',
] as const;
export type Injection = (typeof injections)[number];

/** What an injection does to the first server or client while its agent is down. */
export async function injectOn(
  inject: readonly Injection[],
  node: ClusterNode,
  {
    cluster,
    budget,
    signal,
  }: { cluster: StartedNomadCluster; budget: readonly Bound[]; signal: AbortSignal },
): Promise<void> {
  if (node.name === 'server-1' && inject.includes('empty-server'))
    await node.shell(`rm -rf ${nodePaths.server}`);
  if (node.name !== 'client-1') return;
  // Moved, not removed: volumes are mounted below it, and removing would go on into their content.
  if (inject.includes('wiped-client')) await node.shell(`mv ${nodePaths.client} ${nodePaths.client}-old`);
  if (inject.includes('agent-down')) {
    // Until the servers have given the client up, which is what a grace that is too short comes to.
    await waits.nodeStatus(cluster.nomad, node.nomadNodeId ?? '', 'down', { timeoutMs: 60_000, signal });
  }
  if (inject.includes('refused-connections')) {
    await refuseConnections(cluster.servers, (boundOf(budget, 'connect-gap') ?? 0) + 2000, signal);
  }
  if (inject.includes('killed-tasks')) await node.shell(killTasksOf('upgrade-(all-pools|exec)'));
  if (inject.includes('lost-write')) {
    await node.shell(`f=$(ls ${recordsFile('*', '*')} | head -n 1); sed -i '$d' "$f"`);
  }
}

/** Servers take no new connection of their API for so long; those that are open go on. */
async function refuseConnections(
  servers: readonly ClusterNode[],
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const rule = `INPUT -p tcp --dport ${httpPort} --syn -j REJECT --reject-with tcp-reset`;
  const all = (change: 'I' | 'D') =>
    Promise.all(servers.map((server) => server.shell(`iptables -w -${change} ${rule}`)));
  await all('I');
  try {
    // The time is what is injected.
    await setTimeout(ms, undefined, { signal });
  } finally {
    await all('D');
  }
}

/** What an injection does to the first server while it leads; undone when the result is disposed. */
export async function injectWhileLeading(
  inject: readonly Injection[],
  server: Pick<ClusterNode, 'name'>,
  { nomad }: Pick<StartedNomadCluster, 'nomad'>,
): Promise<AsyncDisposable> {
  if (server.name !== 'server-1' || !inject.includes('idle-leader'))
    return { [Symbol.asyncDispose]: async () => {} };
  // It takes jobs, and hands none of them to a scheduler.
  const { schedulerConfig } = nomad.operator;
  const config = await schedulerConfig.read();
  await schedulerConfig.put({ ...config, PauseEvalBroker: true });
  return { [Symbol.asyncDispose]: () => schedulerConfig.put({ ...config, PauseEvalBroker: false }) };
}

/** What an injection does to the client with the short identity: its agent is held, so that it renews nothing. */
export async function injectApart(inject: readonly Injection[], { agent }: ClusterNode): Promise<void> {
  if (inject.includes('held-client')) await agent.stop('STOP');
}

/** What an injection takes from the root of exec tasks that are started from now on. */
export async function injectInRoots(
  inject: readonly Injection[],
  { clients }: Pick<StartedNomadCluster, 'clients'>,
): Promise<void> {
  if (!inject.includes('missing-command')) return;
  await Promise.all(clients.map((node) => node.shell(`rm ${nodePaths.execRoot}/bin/true`)));
}

/** What an injection does to every client before jobs are started anew: their image is gone, as after a clean-up of the engine. */
export async function injectBeforeStart(
  inject: readonly Injection[],
  { clients, images }: Pick<StartedNomadCluster, 'clients' | 'images'>,
): Promise<void> {
  if (!inject.includes('missing-image')) return;
  await Promise.all(clients.map((node) => node.shell(`docker image rm --force ${images.job}`)));
}

/** What an injection does to the client that is cut off, before it is back: a task that was to be kept is killed. */
export async function injectWhileCut(
  inject: readonly Injection[],
  node: Pick<ClusterNode, 'shell'>,
): Promise<void> {
  if (inject.includes('killed-tasks')) await node.shell(killTasksOf('upgrade-cut-kept'));
}

/** Kills the processes of the tasks of these jobs, which are known by the environment that Nomad gives them. */
const killTasksOf = (jobs: string) =>
  `for p in /proc/[0-9]*; do tr '\\0' '\\n' < $p/environ 2>/dev/null | grep -Eqx 'NOMAD_JOB_ID=${jobs}' && kill -KILL \${p#/proc/}; done; true`;

/** What an injection does to a volume that an allocation still has on this client. */
export async function injectUnderHolder(
  inject: readonly Injection[],
  client: Pick<ClusterNode, 'shell'> | undefined,
  volumeId: string,
): Promise<void> {
  if (!inject.includes('unmounted-volume')) return;
  await client?.shell(
    `for m in $(grep -o '[^ ]*/per-alloc/[^ ]*/${volumeId}/[^ ]*' /proc/self/mountinfo); do umount -l "$m"; done`,
  );
}
