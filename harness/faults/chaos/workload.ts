import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import {
  measureRelease,
  missingRecords,
  parseRecords,
  readVolumeSpec,
  writerSpans,
} from '../../csi/index.ts';
import type { Ledger } from '../../evidence/index.ts';
import { waits } from '../../wait/index.ts';
import type { VolumeRound } from './judge.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'jobs');
/** A lost node's claim waits for Nomad's collector, a failed unmount for up to 16 s of back-off. */
export const releaseBoundMs = 120_000;

export interface ChaosGround {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  signal: AbortSignal;
}

/** A volume of a schedule. */
export interface ChaosVolume {
  id: string;
  mode: 'single-node-writer' | 'multi-node-multi-writer';
}

/** Makes the two volumes of a schedule; `id` keeps them apart from those of another. */
export async function makeVolumes({ nomad }: StartedNomadCluster, id: string): Promise<ChaosVolume[]> {
  const volumes: ChaosVolume[] = [
    { id: `${id}-single`, mode: 'single-node-writer' },
    { id: `${id}-multi`, mode: 'multi-node-multi-writer' },
  ];
  for (const volume of volumes) {
    const vars = { volume_id: volume.id, access_mode: volume.mode };
    await nomad.volumes.create(await readVolumeSpec(join(folder, 'csi/volume.volume.hcl'), vars));
  }
  return volumes;
}

/** Starts one writer, on a multi-writer volume one a client, and returns their jobs once all of them write. */
export async function startWriters(
  ground: ChaosGround,
  volume: ChaosVolume,
  round: string,
): Promise<string[]> {
  const { cluster } = ground;
  const nodes =
    volume.mode === 'single-node-writer' ? ['.*'] : cluster.clients.map(({ name }) => `^${name}$`);
  return await Promise.all(
    nodes.map(async (node, at) => {
      const job = `${volume.id}-${round}-writer-${at}`;
      await start(ground, 'csi/writer.nomad.hcl', job, {
        volume_id: volume.id,
        access_mode: volume.mode,
        node,
      });
      return job;
    }),
  );
}

/** Stops the writers, waits until their claims are gone, and returns what is in the volume then. */
export async function endWriters(
  ground: ChaosGround,
  volume: ChaosVolume,
  { jobs, round, fault }: { jobs: string[]; round: string; fault: string },
): Promise<VolumeRound> {
  const { cluster, ledger, signal } = ground;
  const { nomad } = cluster;
  const measured = { nomad, ledger, volumeId: volume.id, path: fault, boundMs: releaseBoundMs, signal };
  const releaseMs = await measureRelease(measured, () =>
    Promise.all(jobs.map((job) => nomad.jobs.stop(job))),
  );
  const acknowledged = (await Promise.all(jobs.map((job) => acknowledgedBy(ground, job)))).flat();
  const reader = `${volume.id}-${round}-records`;
  const vars = { volume_id: volume.id, access_mode: volume.mode };
  const allocation = await start(ground, 'csi/records.nomad.hcl', reader, vars, 'ended');
  const records = parseRecords(await nomad.allocations.fs.cat(allocation, 'alloc/output'));
  return {
    volume: volume.id,
    singleWriter: volume.mode === 'single-node-writer',
    spans: writerSpans(records),
    holes: missingRecords(records),
    acknowledged: Object.fromEntries(acknowledged),
    releaseMs,
    boundMs: releaseBoundMs,
  };
}

/** Starts a service with a prestart task and a sidecar that note their starts. */
export async function startLifecycle(ground: ChaosGround, job: string): Promise<void> {
  await start(ground, 'lifecycle/restarts.nomad.hcl', job, {});
}

/** How often init and the sidecar of the job's newest running allocation have started. */
export async function startsOf({ cluster, signal }: ChaosGround, job: string) {
  const { nomad } = cluster;
  const limits = { timeoutMs: 90_000, signal };
  const id = await waits.allocationsOf(
    nomad,
    job,
    (all) => all.find(({ ClientStatus }) => ClientStatus === 'running')?.ID,
    limits,
  );
  await waits.allocationRunning(nomad, id, limits);
  const count = async (task: string) =>
    (await nomad.allocations.fs.cat(id, `alloc/data/${task}`)).split('\n').length - 1;
  return { allocation: id, init: await count('init'), sidecar: await count('sidecar') };
}

/** Of an allocation whose machine is gone, nobody can tell. */
async function acknowledgedBy({ cluster }: ChaosGround, job: string): Promise<[string, number][]> {
  const { nomad } = cluster;
  const known = new Set(cluster.clients.map(({ nomadNodeId }) => nomadNodeId));
  const own = (await nomad.jobs.allocations(job)).filter(({ NodeID }) => known.has(NodeID));
  return await Promise.all(
    own.map(async ({ ID }): Promise<[string, number]> => {
      return [ID, Number(await nomad.allocations.fs.cat(ID, 'write/local/acknowledged'))];
    }),
  );
}

async function start(
  { cluster, signal }: ChaosGround,
  file: string,
  job: string,
  vars: Record<string, string>,
  until: 'running' | 'ended' = 'running',
): Promise<string> {
  const { nomad, images } = cluster;
  const limits = { timeoutMs: 90_000, signal };
  const hcl = await readFile(join(folder, file), 'utf8');
  const image = /^variable "image"/m.test(hcl) ? { image: images.job } : {};
  await nomad.jobs.register(await nomad.jobs.parse(hcl, { ...image, ...vars, job_id: job }));
  const id = await waits.allocationsOf(nomad, job, (all) => all[0]?.ID, limits);
  const done = until === 'running' ? waits.allocationRunning : waits.allocationTerminal;
  await done(nomad, id, limits);
  return id;
}
