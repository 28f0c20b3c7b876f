import type { StartedNomadCluster } from '../cluster/index.ts';
import { auditClaims } from '../csi/index.ts';
import { BehaviourError } from '../errors.ts';
import { waits } from '../wait/index.ts';
import { unlessMissing } from './purge.ts';

/** Long enough for Nomad's own claim collector, which a lost node's claim has to wait for. */
const releaseTimeoutMs = 120_000;

/**
 * Waits until nothing claims the volume, checks that no node still mounts it, deletes it, and checks that Nomad
 * no longer knows it. Does nothing for an unknown volume.
 */
export async function deleteVolume(cluster: StartedNomadCluster, id: string): Promise<void> {
  const { nomad } = cluster;
  if ((await unlessMissing(() => nomad.volumes.read(id))) === undefined) return;
  await waits.volumeClaims(nomad, id, (claims) => claims.length === 0, { timeoutMs: releaseTimeoutMs });
  const { differences } = await auditClaims(cluster, id);
  if (differences.length > 0) {
    const each = differences.map(({ message }) => message).join('; ');
    throw new BehaviourError('CLAIMS_DISAGREE', `volume ${id} is free, but: ${each}`, {
      observed: JSON.stringify(differences),
    });
  }
  await nomad.volumes.delete(id);
  if ((await unlessMissing(() => nomad.volumes.read(id))) !== undefined) {
    throw new BehaviourError('VOLUME_LEFT', `volume ${id} is still there after it was deleted`);
  }
}
