import { layoutIn } from '../../../fixtures/csi-hostpath/layout.ts';
import type { ClusterNode } from '../../cluster/index.ts';
import { withDeadline } from '../../deadline.ts';

/**
 * Returns when no mount of the volume's storage is left on the node. Nomad 1.11.3 can call a volume free before: after a
 * failed unmount the client tries again in 2, 4, 8, 16 … s, and nobody waits for it. `externalId` is CSI's id of the volume.
 * Our own driver's storage has it in its path; of another's volume the mounts that Nomad's client asks for are found by `volumeId`.
 *
 * @throws BehaviourError WAIT_TIMEOUT after 60 s, with the mounts that are left
 */
export async function untilUnmounted({
  node,
  externalId,
  volumeId,
}: {
  node: ClusterNode;
  externalId: string;
  volumeId?: string;
}): Promise<void> {
  // As the file system names it, wherever it is mounted.
  const folder = `${layoutIn('/').volume(externalId).folder}/`;
  const asked = volumeId ? ` -e '/csi/[^ ]*/${volumeId}/'` : '';
  const grep = `grep -e ${folder}${asked} /proc/self/mountinfo`;
  const mounted = `${grep} -q`;
  // The wait of 1 s covers an unmount between the look and the wait.
  const wait = `while ${mounted}; do findmnt --poll=umount --first-only --timeout 1000 >/dev/null; done; true`;
  const what = `unmount of volume ${externalId} on ${node.name}`;
  const lastSeen = () => node.shell(`${grep} || true`);
  await withDeadline({ what, ms: 60_000, lastSeen }, (signal) => node.shell(wait, { signal }));
}
