import { seconds } from '../../../harness/text.ts';
import { startBareCluster } from '../bare-cluster.ts';
import type { BenchContext, Figure, Measurement } from '../measurement.ts';

const ready: Figure = { what: 'cluster of nodes, all ready', unit: 's' };

const figures: Record<string, Figure> = {
  ready,
  bareReady: { what: 'bare processes, all ready', unit: 's' },
  // Each node has a container and a Docker engine of its own to start beside the agent.
  readyRatio: { what: 'all ready: nodes by bare processes', unit: 'x' },
  plugin: { what: 'cluster of nodes, CSI driver healthy', unit: 's' },
  barePlugin: { what: 'bare processes, CSI driver healthy', unit: 's' },
  pluginRatio: {
    what: 'driver healthy: nodes by bare processes',
    unit: 'x',
    goals: [{ of: 'median', atMost: 1.1 }],
  },
};

/** From nothing running to all ready and to a healthy CSI driver, in turns with the same agents as bare processes. */
export function warmStart(servers: 1 | 3, clients: number): Measurement {
  const shape = { servers, clients };
  return {
    name: `start-${servers}+${clients}`,
    what: `warm start of ${servers} + ${clients}, against bare processes that do the same`,
    limitMs: 1_200_000,
    figures:
      servers === 1 ? { ...figures, ready: { ...ready, goals: [{ of: 'median', atMost: 4 }] } } : figures,
    async run(context) {
      const { rounds, binary, signal, sample, line } = context;
      // The first start makes what is missing (binary, images) and warms the disk's cache; it is not counted.
      {
        await using _first = await context.startCluster(shape);
      }
      for (let round = 1; round <= rounds; round++) {
        const own = await timeCluster(context, shape);
        const bare = await timeBare({ binary, signal, ...shape });
        sample('ready', own.ready / 1000);
        sample('bareReady', bare.ready / 1000);
        sample('readyRatio', own.ready / bare.ready);
        sample('plugin', own.plugin / 1000);
        sample('barePlugin', bare.plugin / 1000);
        sample('pluginRatio', own.plugin / bare.plugin);
        line(`${round} of ${rounds}: ready ${seconds(own.ready)}, bare ${seconds(bare.ready)}`);
      }
    },
  };
}

async function timeCluster(context: BenchContext, shape: { servers: 1 | 3; clients: number }) {
  await using cluster = await context.startCluster(shape);
  const begin = performance.now();
  await cluster.pluginHealthy;
  return { ready: cluster.startMs, plugin: cluster.startMs + performance.now() - begin };
}

async function timeBare(options: Parameters<typeof startBareCluster>[0]) {
  const began = performance.now();
  await using bare = await startBareCluster(options);
  await bare.pluginHealthy();
  return { ready: bare.readyMs, plugin: performance.now() - began };
}
