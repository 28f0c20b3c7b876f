import type { StartedNomadCluster } from '../cluster/index.ts';
import { volumeFree } from '../csi/index.ts';
import { events, type Ledger, type OperatorRelease } from '../evidence/index.ts';
import { hasEnded } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import { releaseBoundMs, type Watched, withChildren } from './observe.ts';

/** `kill_timeout` of main, sidecar and a poststop's work; what takes longer is reported by the last snapshot. */
const endWithinMs = 180_000;

/** Stops the jobs, and waits until all their tasks are dead. */
export async function endJobs(
  cluster: StartedNomadCluster,
  jobs: Watched['jobs'],
  signal: AbortSignal,
): Promise<void> {
  const { nomad } = cluster;
  // Parents first: none of them may launch another child meanwhile.
  for (const { id, namespace } of jobs) await nomad.jobs.stop(id, {}, { namespace });
  const all = await withChildren(cluster, jobs);
  for (const { id, namespace } of all.slice(jobs.length)) await nomad.jobs.stop(id, {}, { namespace });
  const limits = { timeoutMs: endWithinMs, signal };
  await Promise.all(
    all.map(({ id, namespace }) =>
      waits
        .allocationsOf(nomad, id, (each) => each.every(hasEnded) || undefined, { ...limits, namespace })
        .catch(() => signal.throwIfAborted()),
    ),
  );
}

/** Ends the jobs, and measures when their volumes are claimed no more. */
export async function stopJobs(
  cluster: StartedNomadCluster,
  { jobs, volumes }: Watched,
  { ledger, signal }: { ledger: Ledger; signal: AbortSignal },
): Promise<void> {
  const { nomad } = cluster;
  await endJobs(cluster, jobs, signal);
  await Promise.all(
    volumes.map(async ({ id, namespace }) => {
      const began = performance.now();
      const free = await volumeFree(nomad, id, { timeoutMs: releaseBoundMs, signal, namespace }).then(
        () => true,
        () => signal.throwIfAborted() ?? false,
      );
      const release: OperatorRelease = {
        volume: id,
        boundMs: releaseBoundMs,
        ...(free && { releaseMs: Math.round(performance.now() - began) }),
      };
      ledger.append(events.operatorRelease, release);
    }),
  );
}
