import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import type { TaskRun } from '../evidence/index.ts';
import { type Allocation, hasEnded, type NomadClient } from '../nomad/index.ts';
import { type WaitLimits, waitFor, waits } from '../wait/index.ts';
import type { ClientMode, Step } from './steps.ts';
import { batchJob } from './workload/workload.ts';

/** Batch work is let go on until this long after the drain began: Nomad docs, Drain a node. */
const deadlineMs = 10_000;
const backWithinMs = 90_000;

/** The client that a step drains, to replace its agent or to reboot it. */
export function drainedBy({ does, node }: Step, mode: ClientMode): ClusterNode | undefined {
  const isDrained = does.do === 'reboot' || (does.do === 'upgrade' && mode === 'drain');
  return isDrained && node?.role === 'client' ? node : undefined;
}

/**
 * Drains a client before its agent is replaced, and returns when all that the drain stops has ended, as `nomad node drain` does:
 * https://developer.hashicorp.com/nomad/commands/node/drain
 */
export async function drainClient(
  { nomad }: StartedNomadCluster,
  { nomadNodeId = '' }: ClusterNode,
  signal: AbortSignal,
): Promise<void> {
  await nomad.nodes.drain(nomadNodeId, { deadlineMs });
  const limits = { timeoutMs: deadlineMs + backWithinMs, signal };
  await waits.nodeDrained(nomad, nomadNodeId, limits);
  await stoppedOn(nomad, nomadNodeId, limits);
}

/**
 * At its deadline Nomad ends a drain before the last allocations are stopped, even before they are desired to be: an agent that is
 * replaced then fails them.
 */
async function stoppedOn(nomad: NomadClient, nodeId: string, limits: WaitLimits): Promise<void> {
  const isToStop = ({ DesiredStatus, DesiredTransition }: Allocation) =>
    DesiredStatus !== 'run' || DesiredTransition?.Migrate === true;
  const isLeft = (each: Allocation) => isToStop(each) && !hasEnded(each);
  await waitFor({
    ...limits,
    client: nomad,
    what: `end of all that the drain of node ${nodeId} stops`,
    source: {
      read: (call) => nomad.nodes.allocations(nodeId, call),
      wakes: ({ Topic }) => Topic === 'Allocation',
    },
    until: (all) => !all.some(isLeft) || undefined,
    describe: (all) =>
      `still there: ${all
        .filter(isLeft)
        .map(({ Name, ClientStatus }) => `${Name} ${ClientStatus}`)
        .join(', ')}`,
  });
}

/**
 * Returns when each job has as many running allocations as it had `before` the drain. Batch work is not waited for: at
 * the deadline Nomad stops it, and 1.11.3 starts it elsewhere only with the next evaluation of its job, if there is one.
 */
export async function runningAgain(
  { nomad }: StartedNomadCluster,
  before: readonly TaskRun[],
  signal: AbortSignal,
): Promise<void> {
  // Work that may come to its end need not come back.
  const lasting = before.filter(({ job, mayEnd = false }) => !mayEnd && job !== batchJob);
  const perJob = Map.groupBy(lasting, ({ job, namespace = 'default' }) => `${namespace} ${job}`);
  await Promise.all(
    [...perJob.values()].map(async (runs) => {
      const [{ job = '', namespace = 'default' } = {}] = runs;
      const count = new Set(runs.map(({ allocation }) => allocation)).size;
      const enough = await waits.allocationsOf(
        nomad,
        job,
        (all) => {
          const living = all.filter(
            ({ DesiredStatus, ClientStatus }) => DesiredStatus === 'run' && ClientStatus === 'running',
          );
          return living.length >= count ? living : undefined;
        },
        {
          timeoutMs: backWithinMs,
          signal,
          namespace,
          what: `${count} running allocations of ${job} after the drain`,
        },
      );
      const limits = { timeoutMs: backWithinMs, signal };
      await Promise.all(enough.map(({ ID }) => waits.allocationRunning(nomad, ID, limits)));
    }),
  );
}
