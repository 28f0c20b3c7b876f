import type { StartedNomadCluster } from '../cluster/index.ts';

/** Seconds since the kernel of the nodes has started: the clock by which writers note their records. */
export async function uptimeOf({ clients }: Pick<StartedNomadCluster, 'clients'>): Promise<number> {
  const [uptime] = (await clients[0]?.shell('cat /proc/uptime'))?.split(' ') ?? [];
  return Number(uptime);
}
