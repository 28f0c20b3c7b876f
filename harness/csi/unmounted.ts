import type { ClusterNode } from '../cluster/index.ts';

/**
 * Returns when no mount of a volume's storage is left on the node. Nomad can call a volume free before: after a failed
 * unmount its client tries again in 2, 4, 8, 16 … s, and whoever purges the job meanwhile ends these tries.
 *
 * @throws EnvironmentError NODE_COMMAND_FAILED, the signal's reason after `timeoutMs` (60 s unless given)
 */
export async function volumeUnmounted(
  node: ClusterNode,
  externalId: string,
  { timeoutMs = 60_000 }: { timeoutMs?: number } = {},
): Promise<void> {
  const mounted = `grep -q /volumes/${externalId}/ /proc/self/mountinfo`;
  // The wait of 1 s covers an unmount between the look and the wait.
  const wait = `while ${mounted}; do findmnt --poll=umount --first-only --timeout 1000 >/dev/null; done; true`;
  await node.shell(wait, { signal: AbortSignal.timeout(timeoutMs) });
}
