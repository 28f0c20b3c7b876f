import type { StartedNomadCluster } from '../../cluster/index.ts';
import type { DataOf, events } from '../../evidence/index.ts';
import { periodicJob } from '../workload/workload.ts';

const everyMs = 10_000;

/** Launches of the periodic job since `from` (milliseconds since the epoch), and how many were due. */
export async function periodicLaunches(
  { nomad }: StartedNomadCluster,
  from: number,
): Promise<DataOf<typeof events.periodic>> {
  const to = Date.now();
  const launches = await nomad.jobs.list(`${periodicJob}/periodic-`);
  return launchesBetween(
    launches.map(({ ID }) => ID),
    { from, to },
  );
}

/**
 * Of these launches those that were due after `from` and not after `to`: an id ends with its second (Nomad docs, `periodic`
 * block). Due are as many as fit, less one at each end of the time and one for a change of leader.
 */
export function launchesBetween(ids: readonly string[], { from, to }: { from: number; to: number }) {
  const moments = ids.map((id) => Number(/\/periodic-(\d+)$/.exec(id)?.[1]) * 1000);
  const launches = moments.filter((moment) => moment > from && moment <= to).length;
  return { launches, expected: Math.max(1, Math.floor((to - from) / everyMs) - 3) };
}
