import { Awaiter } from '../awaiter.ts';
import { startBareCluster } from '../bare-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { place } from '../placed.ts';

const waves = 14;
/** The first ones fill caches and compile code. */
const warmUp = 5;
const size = 300;
const timeoutMs = 300_000;

/** One client for wave after wave of waits, as a worker has one for all its tests: what a wait leaves behind adds up. */
export const soak: Measurement = {
  name: 'soak',
  what: `${waves} waves of ${size} waits, one after the other, on one client`,
  limitMs: 1_200_000,
  figures: {
    heap: {
      what: 'heap without garbage after a wave',
      unit: 'MB',
      per: 'waves',
      // 0.05 MB a wave are 170 bytes a wait.
      goals: [{ of: 'slope', atMost: 0.05 }],
    },
  },
  async run({ binary, signal, sample }) {
    const client = { cpu_total_compute: 1_000_000, memory_total_mb: 1_000_000, disk_total_mb: 1_000_000 };
    await using bare = await startBareCluster({ binary, clients: 1, client, signal });
    await using awaiter = Awaiter.start();
    const { token } = bare;
    const { address } = bare.nomad;
    for (let wave = 1; wave <= waves; wave++) {
      const ids = await place(bare.nomad, { size, runFor: '2s', name: `wave-${wave}`, signal });
      await awaiter.order({ address, token, ids, timeoutMs }, signal);
      const { heapMb } = await awaiter.over(signal);
      if (wave > warmUp) sample('heap', heapMb, wave);
    }
  },
};
