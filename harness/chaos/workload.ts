import type { StartedNomadCluster } from '../cluster/index.ts';
import {
  auditClaims,
  detachByHand,
  measureRelease,
  readVolumeSpec,
  untilUnmounted,
  volumeFree,
} from '../csi/index.ts';
import { withDeadline } from '../deadline.ts';
import { BehaviourError } from '../errors.ts';
import { type ClaimDifference, events, historyOf, type VolumeRound } from '../evidence/index.ts';
import { jobPath, runJob } from '../jobs/index.ts';
import { type AllocationListStub, hasEnded } from '../nomad/index.ts';
import { WaitTimeout, waits } from '../wait/index.ts';
import { acknowledgedFile, missingRecords, parseRecords, writerSpans } from '../writers/index.ts';
import type { ChaosGround } from './ground.ts';

/** Ten a second: two seconds of work that a fault could lose. */
const recordsBeforeFault = 20;

/** A lost node's claim waits for Nomad's collector, a failed unmount for up to 16 s of back-off. */
export const releaseBoundMs = 120_000;

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
    await nomad.volumes.create(await readVolumeSpec(jobPath('csi/volume.volume.hcl'), vars));
  }
  return volumes;
}

/** A volume with its writers in a round. */
export interface HeldVolume {
  volume: ChaosVolume;
  /** The writers' jobs. */
  jobs: string[];
  /**
   * Allocation → record that it had acknowledged when this was last asked. What a writer acknowledges on a machine that
   * is lost afterwards is lost with the machine: this is what it can be held to.
   */
  acknowledged: Record<string, number>;
}

/** Where a round's writers of a volume may run, by expressions over nodes' names: one, on a multi-writer volume one a client. */
export function writersOn({ clients }: StartedNomadCluster, { mode }: ChaosVolume): string[] {
  return mode === 'single-node-writer' ? ['.*'] : clients.map(({ name }) => `^${name}$`);
}

/** Starts one writer, on a multi-writer volume one a client, and returns when each has acknowledged some records. */
export async function startWriters(
  ground: ChaosGround,
  volume: ChaosVolume,
  round: string,
): Promise<HeldVolume> {
  const jobs = await Promise.all(
    writersOn(ground.cluster, volume).map(async (node, at) => {
      const job_id = `${volume.id}-${round}-writer-${at}`;
      const vars = { job_id, volume_id: volume.id, access_mode: volume.mode, node };
      const { cluster, signal } = ground;
      const [writer = ''] = await runJob(cluster, 'csi/writer.nomad.hcl', vars, { until: 'running', signal });
      await writes(ground, volume, writer);
      return job_id;
    }),
  );
  const acknowledged = (await Promise.all(jobs.map((job) => acknowledgedBy(ground, job)))).flat();
  return { volume, jobs, acknowledged: Object.fromEntries(acknowledged) };
}

/** Returns when the writer has written so many records, by its file in the storage: a fault has something to lose then. */
async function writes({ cluster, signal }: ChaosGround, { id }: ChaosVolume, writer: string): Promise<void> {
  const { nomad } = cluster;
  const [{ NodeID }, { ExternalID }] = await Promise.all([
    nomad.allocations.read(writer),
    nomad.volumes.read(id),
  ]);
  const file = `/srv/csi-shared/volumes/${ExternalID}/data/records-${writer}`;
  const script = `tail -n +1 -F ${file} 2>/dev/null | sed -n ${recordsBeforeFault + 1}q`;
  const node = cluster.nodeByNomadId(NodeID);
  const what = `${recordsBeforeFault} records of the writer ${writer} in volume ${id}`;
  const lastSeen = () => node.shell(`wc -l ${file}; tail -n 1 ${file}`);
  await withDeadline({ what, ms: 30_000, signal, lastSeen }, (limit) =>
    node.shell(script, { signal: limit }),
  );
}

/**
 * Stops the writers, waits until their claims are gone, and returns what is in the volume then.
 *
 * @throws BehaviourError CLAIM_KEPT when a claim is left after 120 s
 */
export async function endWriters(
  ground: ChaosGround,
  held: HeldVolume,
  { id, round, fault }: { id: string; round: string; fault: string },
): Promise<VolumeRound> {
  const { cluster, signal } = ground;
  const { volume, jobs } = held;
  const releaseMs = await release(ground, held, fault);
  await noteWriters(ground, id, jobs);
  const acknowledged = (await Promise.all(jobs.map((job) => acknowledgedBy(ground, job)))).flat();
  const vars = { job_id: `${volume.id}-${round}-records`, volume_id: volume.id, access_mode: volume.mode };
  const [reader = ''] = await runJob(cluster, 'csi/records.nomad.hcl', vars, { until: 'ended', signal });
  const records = parseRecords(await cluster.nomad.allocations.fs.cat(reader, 'alloc/output'));
  return {
    volume: volume.id,
    singleWriter: volume.mode === 'single-node-writer',
    spans: writerSpans(records),
    holes: missingRecords(records),
    acknowledged: { ...held.acknowledged, ...Object.fromEntries(acknowledged) },
    releaseMs,
    leaks: await leaksOf(ground, volume.id),
  };
}

/** Writes how the writers ended to the ledger (kind `allocation`): one may have failed by itself, or have hung. */
async function noteWriters(
  { cluster, ledger, signal }: ChaosGround,
  id: string,
  jobs: readonly string[],
): Promise<void> {
  const { nomad } = cluster;
  const limits = { timeoutMs: 90_000, signal };
  for (const job of jobs) {
    const ended = (all: AllocationListStub[]) => (all.every(hasEnded) ? all : undefined);
    const all = await waits.allocationsOf(nomad, job, ended, limits).catch((error: unknown) => {
      // The judgement says of whom the end is not known.
      if (error instanceof WaitTimeout) return nomad.jobs.allocations(job);
      throw error;
    });
    for (const { ID } of all) {
      ledger.append(events.allocation, { id, ...historyOf(await nomad.allocations.read(ID)) });
    }
  }
}

/** What is held of a volume that nothing claims any more. */
async function leaksOf({ cluster, signal }: ChaosGround, id: string): Promise<ClaimDifference[]> {
  await volumeFree(cluster.nomad, id, { signal });
  const { ExternalID: externalId = '' } = await cluster.nomad.volumes.read(id);
  // The audit tells of what is left after its time.
  await Promise.allSettled(cluster.clients.map((node) => untilUnmounted({ node, externalId })));
  return (await auditClaims(cluster, id, { signal })).differences;
}

/** Takes volumes from the nodes that they were left attached to, as their operator has to: at the storage itself. */
export async function detachLeft({ cluster }: ChaosGround, rounds: readonly VolumeRound[]): Promise<void> {
  const left = rounds.filter(({ leaks }) => leaks.some(({ rule }) => rule === 'attachment-without-claim'));
  for (const { volume } of left) await detachByHand(cluster, volume);
}

async function release(ground: ChaosGround, { volume, jobs }: HeldVolume, path: string): Promise<number> {
  const { cluster, ledger, signal } = ground;
  const { nomad } = cluster;
  const measured = { nomad, ledger, volumeId: volume.id, path, boundMs: releaseBoundMs, signal };
  const end = () => Promise.all(jobs.map((job) => nomad.jobs.stop(job)));
  return await measureRelease(measured, end).catch((cause: unknown) => {
    if (!(cause instanceof WaitTimeout)) throw cause;
    const message = `volume ${volume.id} was not free ${releaseBoundMs / 1000} s after its writers were stopped`;
    throw new BehaviourError('CLAIM_KEPT', message, { observed: cause.lastObserved, cause });
  });
}

/**
 * Of an allocation whose machine is gone, nobody can tell any more. What is no count, such as the file of a writer that was
 * killed as it wrote it, is left out.
 */
async function acknowledgedBy({ cluster }: ChaosGround, job: string): Promise<[string, number][]> {
  const { nomad } = cluster;
  const known = new Set(cluster.clients.map(({ nomadNodeId }) => nomadNodeId));
  const own = (await nomad.jobs.allocations(job)).filter(({ NodeID }) => known.has(NodeID));
  const read = await Promise.all(
    own.map(async ({ ID }): Promise<[string, number]> => {
      return [ID, Number(await nomad.allocations.fs.cat(ID, acknowledgedFile))];
    }),
  );
  return read.filter(([, count]) => count > 0);
}
