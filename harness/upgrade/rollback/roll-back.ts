import { failureOf, type StartedNomadCluster } from '../../cluster/index.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import type { WatchedJob } from '../../operator-jobs/index.ts';
import { writeAccess } from '../../secrets/index.ts';
import { waits } from '../../wait/index.ts';
import { continuityChanges, runningTasks } from '../continuity.ts';
import { startApiProbe } from '../probes/availability.ts';
import { placeEverywhere } from '../probes/place.ts';
import { pluginBack, replaceAgent } from '../steps.ts';
import { damageBetween } from './damage.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { restoreServers, saveSnapshot, startOnNewerState } from './servers.ts';

/** The way back, made before the first step of an upgrade. */
export interface ReturnTicket {
  snapshot: Buffer;
  /** What is in it. */
  inventory: Inventory;
}

interface RollbackOptions {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  /** The version to go back to, and the one that runs. */
  from: string;
  to: string;
  /** Jobs of the workload, whose tasks are followed. */
  jobs: readonly (string | WatchedJob)[];
  ticket: ReturnTicket;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/** Takes the snapshot that a rollback of the servers needs, and keeps it as `file` while the cluster is there. */
export async function takeTicket(
  cluster: StartedNomadCluster,
  { file, ledger, signal }: { file: string; ledger: Ledger; signal: AbortSignal },
): Promise<ReturnTicket> {
  const inventory = await takeInventory(cluster);
  const snapshot = await saveSnapshot(cluster, signal);
  // It holds every token and key of the cluster.
  await writeAccess(file, snapshot);
  ledger.append(events.snapshot, { file, bytes: snapshot.length });
  return { snapshot, inventory };
}

/**
 * Goes back to the older version: clients one by one in place, one server in place to see what it refuses, then all
 * servers from the snapshot. Writes what refused (kind `rollback-step`) and what is not as it was before
 * (`rollback-damage`) to the ledger; only an abort makes it throw.
 */
export async function rollBack(options: RollbackOptions): Promise<void> {
  const { cluster, ledger, jobs, ticket } = options;
  ledger.append(events.rollbackBegin, { from: options.to, to: options.from });
  await using _probe = startApiProbe(cluster, ledger);
  const [before, tasks] = await Promise.all([takeInventory(cluster), runningTasks(cluster, jobs)]);
  const back = (await clientsBack(options)) && (await serversBack(options));
  if (!back) return;
  for (const change of continuityChanges(tasks, await runningTasks(cluster, jobs))) {
    ledger.append(events.rollbackTask, change);
  }
  const damage = damageBetween(ticket.inventory, before, await takeInventory(cluster));
  ledger.append(events.rollbackDamage, { damage });
}

async function clientsBack(options: RollbackOptions): Promise<boolean> {
  const { cluster, from, to, signal } = options;
  let all = true;
  for (const node of cluster.clients) {
    const meanwhile = async () => undefined;
    const done = await step(options, `rollback of ${node.name} in place`, async () => {
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

async function serversBack(options: RollbackOptions): Promise<boolean> {
  const { cluster, from, ticket, signal } = options;
  const [first] = cluster.servers;
  if (first) {
    await step(options, `rollback of ${first.name} in place`, () =>
      startOnNewerState(cluster, first, from, signal),
    );
  }
  const restored = await step(options, 'rollback of the servers from the snapshot', () =>
    restoreServers(cluster, { version: from, snapshot: ticket.snapshot, signal }),
  );
  return restored && (await step(options, 'new work on every client', () => clientsFollow(options)));
}

/**
 * A restored server counts from an older index than its clients have seen, and a client asks only for what is newer:
 * it may take no work until its agent is started again.
 */
async function clientsFollow(options: RollbackOptions): Promise<void> {
  const { cluster, ledger, signal } = options;
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
  { cluster, ledger, signal, onProgress }: RollbackOptions,
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
