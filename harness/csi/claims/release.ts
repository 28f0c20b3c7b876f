import { setTimeout as pause } from 'node:timers/promises';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { events, type Ledger, type Release } from '../../evidence/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import { paced } from '../../pace.ts';
import { waits } from '../../wait/index.ts';

export interface ReleaseOptions {
  nomad: NomadClient;
  ledger: Ledger;
  volumeId: string;
  /** What ended the holder, such as `job stopped`; the name of the measurement. */
  path: string;
  /** The stated bound: no claim of the holders may be left after this time, at the pace of the machine. */
  boundMs: number;
  signal?: AbortSignal;
}

/**
 * Ends the holders by `end`, waits until Nomad has released their claims of the volume, and writes the time to the ledger
 * (kind `claim-released`). Returns that time in milliseconds, counted from the call of `end`. A job that waits for the volume may
 * hold it in the next moment, which is no matter here.
 *
 * @throws WaitTimeout when one of their claims is left after `boundMs`.
 */
export async function measureRelease(options: ReleaseOptions, end: () => Promise<unknown>): Promise<number> {
  const { nomad, ledger, volumeId, path, boundMs, signal } = options;
  const before = await waits.volumeClaims(nomad, volumeId, () => true, { timeoutMs: boundMs, signal });
  const holders = new Set(before.map(({ allocationId }) => allocationId));
  const started = performance.now();
  await end();
  const timeoutMs = Math.max(1, boundMs - (performance.now() - started));
  // Where nobody held it yet, whoever does since is the holder that was meant.
  const isHeld = (claim: { allocationId: string }) => holders.size === 0 || holders.has(claim.allocationId);
  await waits.volumeClaims(nomad, volumeId, (claims) => !claims.some(isHeld), { timeoutMs, signal });
  const releaseMs = Math.round(performance.now() - started);
  noteRelease(ledger, { volume: volumeId, path, releaseMs, boundMs });
  return releaseMs;
}

/**
 * Writes the time of a release to the ledger, where it shows in something else than the claims: the next holder runs. The bound is at
 * the pace of the machine.
 */
export function noteRelease(ledger: Ledger, release: Release): void {
  ledger.append(events.claimReleased, { ...release, boundMs: paced(release.boundMs) });
}

/** Waits until Nomad holds no claim of the volume, 60 s unless given. */
export async function volumeFree(
  nomad: NomadClient,
  volumeId: string,
  {
    timeoutMs = 60_000,
    ...more
  }: { timeoutMs?: number; signal?: AbortSignal; namespace?: string | undefined } = {},
): Promise<void> {
  await waits.volumeClaims(nomad, volumeId, (claims) => claims.length === 0, { timeoutMs, ...more });
}

type Versioned = Pick<StartedNomadCluster, 'isOlderThan'>;

/**
 * How much later than when it runs Nomad's claim collector may look at a new volume, in milliseconds: before 1.9.2 it passes over
 * volumes made since its last mark in time, and it makes one with the first write after five minutes (nomad#24112).
 */
export const collectorLagMs = (cluster: Versioned): number => (cluster.isOlderThan('1.9.2') ? 5 * 60_000 : 0);

/** How long a lost node's claim may be held, in milliseconds: where no other volume changes meanwhile, it waits for the collector. */
export const lostClaimBoundMs = (cluster: Versioned): number => 120_000 + collectorLagMs(cluster);

const writeEveryMs = 10_000;

/** Waits while something is written to a cluster of ours whose collector would wait for a write: one that is in use is never idle. */
export async function withCollector<T>(
  cluster: StartedNomadCluster,
  wait: () => Promise<T>,
  everyMs = writeEveryMs,
): Promise<T> {
  if (cluster.attached || collectorLagMs(cluster) === 0) return await wait();
  const over = new AbortController();
  const writing = writeAgain(cluster.nomad, everyMs, over.signal);
  try {
    return await wait();
  } finally {
    over.abort();
    await writing;
  }
}

async function writeAgain({ operator }: NomadClient, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    // A server may be away meanwhile.
    if (!signal.aborted) await operator.reconcileSummaries({ signal }).catch(() => undefined);
  }
}

/**
 * Waits until no allocation of this node claims a volume any more. A node that is purged before is never detached from: Nomad then
 * has forgotten the id that the driver knows it by.
 */
export async function nodeFree(cluster: StartedNomadCluster, nodeId: string): Promise<void> {
  const { nomad } = cluster;
  const timeoutMs = lostClaimBoundMs(cluster);
  const free = (claims: readonly { nodeId: string | undefined }[]) =>
    !claims.some((claim) => claim.nodeId === nodeId);
  const volumes = await nomad.volumes.list({ type: 'csi' });
  const freed = () =>
    Promise.all(volumes.map(({ ID }) => waits.volumeClaims(nomad, ID, free, { timeoutMs })));
  await withCollector(cluster, freed);
}
