import { faultOn } from '../chaos/index.ts';
import { type ClusterNode, failureOf } from '../cluster/index.ts';
import { type DataOf, events } from '../evidence/index.ts';
import { inject, nodeRebooted } from '../faults/index.ts';
import { waits } from '../wait/index.ts';
import type { Stage } from './checks/check.ts';
import { heartbeats } from './heartbeats.ts';
import { migrateRaftLog } from './migrate-raft-log.ts';
import type { OrderFault } from './plan/order.ts';
import { endWithinMs, identityOf, nodeOf, replaceAgent, type Step, serverBack } from './steps.ts';

/** What a detour leaves in the ledger's line of its step. */
export type Took = Partial<DataOf<typeof events.stepEnd>>;

const rebootedWithinMs = 60_000;

/** Takes a step that upgrades no agent. */
export async function takeDetour(step: Step, stage: Stage): Promise<Took> {
  const { does, name } = step;
  const did = does.do;
  if (does.do === 'fault') await injectAndUndo(does.fault, nodeOf(step), stage);
  if (did === 'pause') await heartbeats(stage.cluster, 2, stage.signal);
  if (did === 'reboot') return { did, ...(await reboot(nodeOf(step), stage)) };
  if (did === 'migrate') return { did, ...(await migrateRaftLog(nodeOf(step), stage)) };
  if (did === 'put-back') return { did, ...(await putBack(name, nodeOf(step), stage)) };
  return { did };
}

async function injectAndUndo(key: OrderFault, node: ClusterNode, stage: Stage): Promise<void> {
  await using active = await inject(faultOn(stage.cluster, key, node), stage);
  // A server is away for as long as each client needs to send a heartbeat to the others.
  if (node.role === 'server') await heartbeats(stage.cluster, 1, stage.signal);
  await active.undo();
}

/** The client has been drained. */
async function reboot(node: ClusterNode, { cluster, signal }: Stage): Promise<Took> {
  const before = await identityOf(cluster, node);
  const fault = nodeRebooted(node);
  await fault.inject();
  await fault.undo();
  await waits.nodeStatus(cluster.nomad, node.nomadNodeId ?? '', 'ready', {
    timeoutMs: rebootedWithinMs,
    signal,
  });
  return { before, after: await identityOf(cluster, node) };
}

/**
 * Nomad supports no way back: an agent that refuses the newer version's data gets the newer version again, and what it said is noted.
 * @throws as `replaceAgent`, of the newer version
 */
async function putBack(step: string, node: ClusterNode, stage: Stage): Promise<Took> {
  const { cluster, ledger, from, to, signal, onProgress } = stage;
  const meanwhile = () => Promise.resolve();
  const back = replaceAgent(cluster, node, from, { meanwhile, signal });
  const error = await failureOf(back, cluster, signal);
  if (error === undefined) return await back;
  ledger.append(events.putBackRefused, { step, error });
  onProgress(`${step} was refused: ${error.split('\n')[0]}`);
  const { killed } = await node.agent.end(endWithinMs, signal);
  await node.agent.start({ version: to, signal });
  if (node.role === 'server') await serverBack(cluster, node, to, { timeoutMs: rebootedWithinMs, signal });
  return { killed };
}
