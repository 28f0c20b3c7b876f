import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ClusterNode, nodePaths, type StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { endWithinMs, serverBack } from '../steps.ts';

const state = nodePaths.server;
const inPlaceWithinMs = 30_000;
const restoredWithinMs = 180_000;

/** A snapshot of the servers' state, as `nomad operator snapshot save` makes it: Nomad HTTP API, Operator, Snapshot. */
export async function saveSnapshot({ nomad }: StartedNomadCluster, signal: AbortSignal): Promise<Buffer> {
  const archive: Readable = await nomad.operator.snapshotSave({ signal });
  return await buffer(archive);
}

/**
 * Starts the older version on the newer one's state of one server, which Nomad's documents do not promise.
 * @throws EnvironmentError AGENT_DIED with the reason it gave; BehaviourError UPGRADE_STEP_STUCK
 */
export async function startOnNewerState(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const limit = deadline({ what: `return of ${node.name}`, ms: inPlaceWithinMs, signal });
  await node.agent.stop('TERM', limit);
  await node.agent.start({ version, signal: limit });
  const timeoutMs = inPlaceWithinMs - (performance.now() - began);
  await serverBack(cluster, node, version, { timeoutMs, signal });
}

/**
 * Ends every server, starts the version with empty state, and restores the snapshot into it. The old state is kept
 * beside it, and the folder of keys is taken over, as a backup of a Nomad before 1.9 has to (Nomad docs, Key
 * Management). Returns when every server is healthy and the cluster's own token is valid again.
 * @throws EnvironmentError AGENT_DIED; NomadApiError when the snapshot is refused; BehaviourError UPGRADE_STEP_STUCK
 */
export async function restoreServers(
  cluster: StartedNomadCluster,
  { version, snapshot, signal }: { version: string; snapshot: Buffer; signal: AbortSignal },
): Promise<void> {
  const { servers } = cluster;
  await Promise.all(servers.map((node) => node.agent.end(endWithinMs, signal)));
  const script = `mv ${state} ${state}-newer && mkdir ${state} && if [ -d ${state}-newer/keystore ]; then cp -a ${state}-newer/keystore ${state}/; fi`;
  await Promise.all(servers.map((node) => node.shell(script, { signal })));
  const lines = await Promise.all(servers.map((node) => node.agent.start({ version, signal })));
  const leads = servers.map((node, at) =>
    node.agent.waitForLine('cluster leadership acquired', { fromLine: lines[at] ?? 1, signal }),
  );
  await Promise.race(leads);
  await restore(cluster, snapshot, signal);
  const limits = { timeoutMs: restoredWithinMs, signal };
  for (const node of servers) await serverBack(cluster, node, version, limits);
}

/** The empty cluster has no token yet; with the snapshot the old ones are back and this one is gone. */
async function restore(cluster: StartedNomadCluster, snapshot: Buffer, signal: AbortSignal): Promise<void> {
  await using nobody = cluster.nomad.with({ token: undefined });
  const { SecretID } = await nobody.acl.bootstrap({ signal });
  await using nomad = nobody.with({ token: SecretID });
  await nomad.operator.snapshotRestore(snapshot, { signal });
}
