import { setTimeout } from 'node:timers/promises';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { waitFor } from '../wait/index.ts';

const withinMs = 60_000;
const everyMs = 500;

/** Returns when each client has sent this many heartbeats from now on: two of them are a whole interval apart. */
export async function heartbeats(
  cluster: StartedNomadCluster,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    cluster.clients.map(async (client) => {
      for (let left = count; left > 0; left--) await nextHeartbeat(cluster, client, signal);
    }),
  );
}

async function nextHeartbeat(
  { nomad }: StartedNomadCluster,
  client: ClusterNode,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  await using agent = nomad.with({ address: client.nomadAddress });
  await waitFor({
    ...{ timeoutMs: withinMs, signal, client: nomad, what: `heartbeat of ${client.name}` },
    source: {
      // No server reports a heartbeat: the client's agent knows how long the last one is ago, and is asked on a clock.
      blocking: async (index, signal) => {
        if (index > 0) await setTimeout(everyMs, undefined, { signal, ref: false });
        const { stats } = await agent.agent.self({ signal });
        return { value: stats.client?.last_heartbeat ?? '', index: index + 1 };
      },
    },
    until: (ago) => (milliseconds(ago) < performance.now() - began ? true : undefined),
    describe: (ago) => `the last one was ${ago} ago`,
  });
}

const unitsMs: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, µs: 1e-3, ns: 1e-6 };

/** A duration as Go writes it, `1m2.5s`; not a number for anything else. */
export function milliseconds(duration: string): number {
  const parts = [...duration.matchAll(/([\d.]+)(h|ms|m|s|µs|ns)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== duration) return Number.NaN;
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (unitsMs[unit] ?? 0), 0);
}
