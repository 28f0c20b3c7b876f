import type { AccessFolder } from '../../access/index.ts';
import { failureOf, type StartedNomadCluster } from '../../cluster/index.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import { waits } from '../../wait/index.ts';
import { apiProbes } from '../checks/availability.ts';
import type { Stage } from '../checks/check.ts';
import { continuityChanges, runningTasks } from '../checks/continuity.ts';
import { placeEverywhere } from '../checks/new-work.ts';
import { startProbes } from '../checks/sampling.ts';
import { pluginBack, replaceAgent } from '../steps.ts';
import { damageBetween } from './damage.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { restoreServers, saveSnapshot, startOnNewerState } from './servers.ts';

/** The way back, made before the first step of an upgrade. */
export interface ReturnPoint {
  snapshot: Buffer;
  /** What is in it. */
  inventory: Inventory;
}

/** Takes the snapshot that a rollback of the servers needs, and keeps it while the cluster is there. */
export async function takeReturnPoint(
  cluster: StartedNomadCluster,
  { access, ledger, signal }: { access: AccessFolder; ledger: Ledger; signal: AbortSignal },
): Promise<ReturnPoint> {
  const inventory = await takeInventory(cluster);
  const snapshot = await saveSnapshot(cluster, signal);
  // It holds every token and key of the cluster.
  const file = await access.write('before.snap', snapshot);
  ledger.append(events.snapshot, { file, bytes: snapshot.length });
  return { snapshot, inventory };
}

/**
 * Goes back to the older version: clients one by one in place, one server in place to see what it refuses, then all
 * servers from the snapshot. Writes what refused (kind `rollback-step`) and what is not as it was before
 * (`rollback-damage`) to the ledger; only an abort makes it throw.
 */
export async function rollBack(stage: Stage, point: ReturnPoint): Promise<void> {
  const { cluster, ledger } = stage;
  ledger.append(events.rollbackBegin, { from: stage.to, to: stage.from });
  await using _probes = startProbes(cluster, ledger, (beside) => apiProbes('rollback', beside));
  const [before, tasks] = await Promise.all([takeInventory(cluster), runningTasks(stage)]);
  const back = (await clientsBack(stage)) && (await serversBack(stage, point));
  if (!back) return;
  for (const change of continuityChanges(tasks, await runningTasks(stage))) {
    ledger.append(events.rollbackTask, change);
  }
  const damage = damageBetween(point.inventory, before, await takeInventory(cluster));
  ledger.append(events.rollbackDamage, { damage });
}

async function clientsBack(stage: Stage): Promise<boolean> {
  const { cluster, from, to, signal } = stage;
  let all = true;
  for (const node of cluster.clients) {
    const meanwhile = async () => undefined;
    const done = await step(stage, `rollback of ${node.name} in place`, async () => {
      await replaceAgent(cluster, node, from, { meanwhile, signal });
      await pluginBack(cluster, signal);
    });
    if (done) continue;
    all = false;
    // Its tasks go on under the version that can read its state.
    await node.agent.stop('TERM', signal);
    await node.agent.start({ version: to, signal });
  }
  return all;
}

async function serversBack(stage: Stage, { snapshot }: ReturnPoint): Promise<boolean> {
  const { cluster, from, signal } = stage;
  const [first] = cluster.servers;
  if (first) {
    await step(stage, `rollback of ${first.name} in place`, () =>
      startOnNewerState(cluster, first, from, signal),
    );
  }
  const restored = await step(stage, 'rollback of the servers from the snapshot', () =>
    restoreServers(cluster, { version: from, snapshot, signal }),
  );
  return restored && (await step(stage, 'new work on every client', () => clientsFollow(stage)));
}

/**
 * A restored server counts from an older index than its clients have seen, and a client asks only for what is newer:
 * it may take no work until its agent is started again.
 */
async function clientsFollow({ cluster, ledger, signal }: Stage): Promise<void> {
  for (const { nomadNodeId = '' } of cluster.clients)
    await waits.nodeStatus(cluster.nomad, nomadNodeId, 'ready', { timeoutMs: 60_000, signal });
  const error = await failureOf(placeEverywhere(cluster, 'rollback-place-1', signal), cluster, signal);
  if (error === undefined) return;
  ledger.append(events.rollbackClientsRestarted, { error });
  for (const node of cluster.clients) await node.agent.restart({ signal });
  await cluster.clientsReady(signal);
  await placeEverywhere(cluster, 'rollback-place-2', signal);
}

async function step(
  { cluster, ledger, signal, onProgress }: Stage,
  name: string,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const began = performance.now();
  const error = await failureOf(work(), cluster, signal);
  const ms = Math.round(performance.now() - began);
  ledger.append(events.rollbackStep, { step: name, ms, error });
  onProgress(
    error === undefined ? `${name}: done after ${ms} ms` : `${name} failed: ${error.split('\n')[0]}`,
  );
  return error === undefined;
}
