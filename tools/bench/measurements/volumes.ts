import type { StartedNomadCluster } from '../../../harness/cluster/index.ts';
import { auditClaims, readVolumeSpec, sharedPluginId } from '../../../harness/csi/index.ts';
import { jobPath } from '../../../harness/jobs/index.ts';
import type { Measurement } from '../measurement.ts';

const sizes = [50, 100, 200, 500];
const [most = 0] = sizes.toReversed();
const atOnce = 8;
const audits = 10;
const file = jobPath('csi/volume.volume.hcl');

/** One plugin with more and more volumes, none of them in use. */
export const volumes: Measurement = {
  name: 'volumes',
  what: `up to ${most} volumes on one plugin`,
  limitMs: 1_200_000,
  figures: {
    create: {
      what: `creating one, ${atOnce} at a time`,
      unit: 'ms',
      per: 'volumes',
      goals: [{ of: 'exponent', atMost: 1 }],
    },
    list: { what: 'listing all', unit: 'ms', per: 'volumes', goals: [{ of: 'exponent', atMost: 1.2 }] },
    audit: {
      what: 'the claim audit of one',
      unit: 'ms',
      per: 'volumes',
      goals: [{ of: 'exponent', atMost: 1 }],
    },
  },
  async run({ startCluster, sample, line }) {
    await using booted = await startCluster({ servers: 1, clients: 2 });
    await booted.pluginHealthy;
    const { cluster } = booted;
    let count = 0;
    for (const size of sizes) {
      const began = performance.now();
      await create(cluster, { from: count, to: size });
      sample('create', (performance.now() - began) / (size - count), size);
      count = size;
      for (let n = 0; n < audits; n++) {
        sample('list', await timed(() => cluster.nomad.volumes.list({ type: 'csi' })), size);
        sample('audit', await timed(() => auditClaims(cluster, `bench-${n}`)), size);
      }
      line(`${size} volumes`);
    }
  },
};

async function create({ nomad }: StartedNomadCluster, { from, to }: { from: number; to: number }) {
  const numbers = Array.from({ length: to - from }, (_, n) => from + n).values();
  const lane = async () => {
    for (const n of numbers) {
      const vars = { volume_id: `bench-${n}`, plugin_id: sharedPluginId };
      await nomad.volumes.create(await readVolumeSpec(file, vars));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
