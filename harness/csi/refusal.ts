import type { StartedNomadCluster } from '../cluster/index.ts';

/**
 * Returns when the client of a placed allocation has had its claim refused because the volume is in use (and will
 * try again). Nomad tells this in the client's log at level DEBUG only: neither an event nor the API has it.
 *
 * @throws the signal's reason on abort, TimeoutError after `timeoutMs`.
 */
export async function claimRefused(
  cluster: StartedNomadCluster,
  allocation: { ID: string; NodeID: string },
  { timeoutMs = 30_000, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const limit = AbortSignal.timeout(timeoutMs);
  const line = `csi_hook: volume could not be claimed because it is in use: alloc_id=${allocation.ID}`;
  const { agent } = cluster.nodeByNomadId(allocation.NodeID);
  const aborted = Promise.withResolvers<never>();
  const either = signal ? AbortSignal.any([limit, signal]) : limit;
  either.addEventListener('abort', () => aborted.reject(either.reason), { once: true });
  await Promise.race([agent.waitForLine(line, { signal: either }), aborted.promise]);
}
