import type { StartedNomadCluster } from '../cluster/index.ts';
import { auditClaims, detachByHand, measureRelease, untilUnmounted, volumeFree } from '../csi/index.ts';
import { BehaviourError } from '../errors.ts';
import {
  allowsOneWriter,
  type ClaimDifference,
  events,
  historyOf,
  isAcknowledged,
  type VolumeRound,
} from '../evidence/index.ts';
import { type AllocationListStub, hasEnded } from '../nomad/index.ts';
import { WaitTimeout, waits } from '../wait/index.ts';
import {
  acknowledgedBy,
  createVolume,
  readBack,
  startHolder,
  untilWritten,
  type WrittenVolume,
  writtenIn,
} from '../writers/index.ts';
import type { ChaosGround } from './ground.ts';

/** A fault has something to lose then: ten a second make two seconds of work. */
const recordsBeforeFault = 20;

/** A lost node's claim waits for Nomad's collector, a failed unmount for up to 16 s of back-off. */
export const releaseBoundMs = 120_000;

/** Makes the two volumes of a schedule; `id` keeps them apart from those of another. */
export async function makeVolumes({ nomad }: StartedNomadCluster, id: string): Promise<WrittenVolume[]> {
  const volumes: WrittenVolume[] = [
    { id: `${id}-single`, mode: 'single-node-writer' },
    { id: `${id}-multi`, mode: 'multi-node-multi-writer' },
  ];
  for (const { id, mode } of volumes)
    await createVolume(nomad, id, 'csi/volume.volume.hcl', { access_mode: mode });
  return volumes;
}

/** A volume with its writers in a round. */
export interface HeldVolume {
  volume: WrittenVolume;
  /** The writers' jobs. */
  jobs: string[];
  /**
   * Allocation → record that it had acknowledged when this was last asked. What a writer acknowledges on a machine that
   * is lost afterwards is lost with the machine: this is what it can be held to.
   */
  acknowledged: Record<string, number>;
}

/** Where a round's writers of a volume may run, by expressions over nodes' names: one, on a multi-writer volume one a client. */
export function writersOn({ clients }: StartedNomadCluster, { mode }: WrittenVolume): string[] {
  return allowsOneWriter([mode]) ? ['.*'] : clients.map(({ name }) => `^${name}$`);
}

/** Starts one writer, on a multi-writer volume one a client, and returns when each has acknowledged some records. */
export async function startWriters(
  ground: ChaosGround,
  volume: WrittenVolume,
  round: string,
): Promise<HeldVolume> {
  const jobs = await Promise.all(
    writersOn(ground.cluster, volume).map(async (node, at) => {
      const job = `${volume.id}-${round}-writer-${at}`;
      const { cluster, signal } = ground;
      const writer = await startHolder(cluster, volume, { role: 'writer', job, node }, signal);
      await untilWritten(cluster, { volume: volume.id, writer, count: recordsBeforeFault }, signal);
      return job;
    }),
  );
  return { volume, jobs, acknowledged: await acknowledgedIn(ground, jobs) };
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
  const acknowledged = await acknowledgedIn(ground, jobs);
  const records = await readBack(cluster, volume, `${volume.id}-${round}-records`, signal);
  return {
    volume: volume.id,
    singleWriter: allowsOneWriter([volume.mode]),
    ...writtenIn(records),
    acknowledged: { ...held.acknowledged, ...acknowledged },
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

/** A writer that has acknowledged nothing is left out, so that nothing hides what it said before. */
async function acknowledgedIn(
  { cluster: { nomad }, signal }: ChaosGround,
  jobs: readonly string[],
): Promise<Record<string, number>> {
  const placed = (await Promise.all(jobs.map((job) => nomad.jobs.allocations(job)))).flat();
  const ids = placed.map(({ ID }) => ID);
  const found = Object.entries(await acknowledgedBy(nomad, ids, { signal }));
  return Object.fromEntries(found.filter(([, last]) => isAcknowledged(last)));
}
