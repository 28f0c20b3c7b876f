import type { StartedNomadCluster } from './cluster.ts';

/**
 * The allocations on the cluster's clients, without those on clients that are apart: whoever has added one of these may cut it off or
 * remove it, under the system jobs of everybody.
 */
export function onClients<T extends { NodeName?: string }>(
  { clients }: Pick<StartedNomadCluster, 'clients'>,
  allocations: readonly T[],
): T[] {
  const names = clients.map(({ name }) => name);
  return allocations.filter(({ NodeName }) => NodeName === undefined || names.includes(NodeName));
}
