import type { StartedNomadCluster } from '../../cluster/index.ts';
import { withDeadline } from '../../deadline.ts';

/**
 * Returns when the client of a placed allocation has had its claim refused because the volume is in use (and will
 * try again). Nomad tells this in the client's log at level DEBUG only: neither an event nor the API has it.
 *
 * @throws the signal's reason on abort, BehaviourError WAIT_TIMEOUT after 30 s with the
 * log's last lines.
 */
export async function claimRefused(
  cluster: StartedNomadCluster,
  allocation: { ID: string; NodeID: string },
  signal: AbortSignal,
): Promise<void> {
  const line = `csi_hook: volume could not be claimed because it is in use: alloc_id=${allocation.ID}`;
  await lineOf(cluster, allocation.NodeID, line, signal);
}

/**
 * Returns when the client of a placed allocation has had its claim refused because the driver has the volume attached
 * to another node (CSI spec, ControllerPublishVolume, FAILED_PRECONDITION). The client tries again, at intervals that
 * grow to a minute; meanwhile the allocation is `pending`, and only the client's log says why.
 *
 * @throws the signal's reason on abort, BehaviourError WAIT_TIMEOUT after 30 s with the
 * log's last lines.
 */
export async function attachRefused(
  cluster: StartedNomadCluster,
  allocation: { NodeID: string },
  externalId: string,
  signal: AbortSignal,
): Promise<void> {
  const line = `volume \\"${externalId}\\" is already published on another node and does not have MULTI_NODE volume capability: rpc error: code = FailedPrecondition`;
  await lineOf(cluster, allocation.NodeID, line, signal);
}

async function lineOf(
  cluster: StartedNomadCluster,
  nodeId: string,
  line: string,
  signal: AbortSignal,
): Promise<void> {
  const { name, agent } = cluster.nodeByNomadId(nodeId);
  const what = `line "${line}" in the agent's log of ${name}`;
  const limit = { what, ms: 30_000, signal, lastSeen: () => agent.logTail(5) };
  await withDeadline(limit, (either) => agent.waitForLine(line, { signal: either }));
}
