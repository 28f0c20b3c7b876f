import { startBareCluster } from '../bare-cluster.ts';
import type { Measurement } from '../measurement.ts';

const sizes = [2, 5, 10, 20];

/** Light clients, a process each: twenty nodes with a Docker engine each would measure the machine. */
export const nodes: Measurement = {
  name: 'nodes',
  what: 'up to 20 clients awaited ready (bare processes)',
  limitMs: 600_000,
  figures: {
    ready: {
      what: 'from leader to all ready',
      unit: 's',
      per: 'nodes',
      goals: [{ of: 'exponent', atMost: 1.2 }],
    },
    cpu: {
      what: 'processor time of the harness meanwhile',
      unit: 's',
      per: 'nodes',
      goals: [{ of: 'exponent', atMost: 1.2 }],
    },
  },
  async run({ binary, rounds, signal, sample }) {
    for (let round = 1; round <= rounds; round++) {
      for (const clients of sizes) {
        const before = process.cpuUsage();
        await using bare = await startBareCluster({ binary, clients, signal });
        const { user, system } = process.cpuUsage(before);
        sample('ready', (bare.readyMs - bare.leaderMs) / 1000, clients);
        sample('cpu', (user + system) / 1e6, clients);
      }
    }
  },
};
