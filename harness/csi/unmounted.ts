import type { ClusterNode } from '../cluster/index.ts';

/**
 * Returns when no mount of the volume's storage is left on the node. Nomad 1.11.3 can call a volume free before: after a
 * failed unmount the client tries again in 2, 4, 8, 16 … s, and nobody waits for it. `externalId` is CSI's id of the volume.
 *
 * @throws TimeoutError 60 s later
 */
export async function untilUnmounted({
  node,
  externalId,
}: {
  node: ClusterNode;
  externalId: string;
}): Promise<void> {
  const mounted = `grep -q /volumes/${externalId}/ /proc/self/mountinfo`;
  // The wait of 1 s covers an unmount between the look and the wait.
  const wait = `while ${mounted}; do findmnt --poll=umount --first-only --timeout 1000 >/dev/null; done; true`;
  await node.shell(wait, { signal: AbortSignal.timeout(60_000) });
}
