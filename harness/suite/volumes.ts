import { expect } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { auditClaims, detachByHand, lostClaimBoundMs, volumeFree, withCollector } from '../csi/index.ts';
import { BehaviourError } from '../errors.ts';
import type { ClaimDifference } from '../evidence/index.ts';
import { unlessStatus } from '../nomad/index.ts';
import { mayHave } from '../regression/index.ts';

type JudgeBug = (id: string, good: () => void) => void;

/**
 * Waits until nothing claims the volume, checks that no node still mounts it, deletes it, and checks that Nomad
 * no longer knows it. Does nothing for an unknown volume.
 */
export async function deleteVolume(cluster: StartedNomadCluster, id: string, judge: JudgeBug): Promise<void> {
  const { nomad } = cluster;
  if ((await unlessStatus(nomad.volumes.read(id), 404)) === undefined) return;
  await withCollector(cluster, () => volumeFree(nomad, id, { timeoutMs: lostClaimBoundMs(cluster) }));
  const { differences } = await auditClaims(cluster, id);
  if (differences.length > 0) {
    const messages = differences.map(({ message }) => message);
    if (!mayBeLeft(differences, cluster.version)) {
      throw new BehaviourError('CLAIMS_DISAGREE', `volume ${id} is free, but: ${messages.join('; ')}`, {
        observed: JSON.stringify(differences),
      });
    }
    judge(leftAttached, () => expect(messages).toEqual([]));
    await detachByHand(cluster, id);
  }
  await nomad.volumes.delete(id);
  if ((await unlessStatus(nomad.volumes.read(id), 404)) !== undefined) {
    throw new BehaviourError('VOLUME_LEFT', `volume ${id} is still there after it was deleted`);
  }
}

const leftAttached = 'C10';

/** Whether this is what a known bug leaves behind: an attachment that nobody claims. */
function mayBeLeft(differences: readonly ClaimDifference[], version: string): boolean {
  const isItsKind = differences.every(({ rule }) => rule === 'attachment-without-claim');
  return isItsKind && mayHave(leftAttached, version);
}
