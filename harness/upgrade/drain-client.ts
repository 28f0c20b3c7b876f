import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import type { TaskRun } from '../evidence/index.ts';
import { waits } from '../wait/index.ts';
import { batchJob } from './workload/workload.ts';

/** Batch work is let go on until this long after the drain began: Nomad docs, Drain a node. */
const deadlineMs = 20_000;
const backWithinMs = 90_000;

/** Drains a client before its agent is replaced, and returns when nothing runs on it any more but what ends last. */
export async function drainClient(
  { nomad }: StartedNomadCluster,
  { nomadNodeId = '' }: ClusterNode,
  signal: AbortSignal,
): Promise<void> {
  await nomad.nodes.drain(nomadNodeId, { deadlineMs });
  await waits.nodeDrained(nomad, nomadNodeId, { timeoutMs: deadlineMs + backWithinMs, signal });
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
