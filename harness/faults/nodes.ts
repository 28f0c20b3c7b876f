import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { forgetClient } from '../csi/index.ts';
import type { Fault } from './fault.ts';

/**
 * A client machine loses power with all that runs on it. Undone by a new machine in its place; the lost one is forgotten
 * when Nomad has found out and has taken its volumes from it.
 */
export function nodeKilled(cluster: StartedNomadCluster, node: ClusterNode): Fault {
  return {
    name: `node ${node.name} killed`,
    available: async () =>
      node.role === 'client' ? undefined : 'a server that is lost cannot be replaced by the harness',
    inject: () => node.kill(),
    undo: () => Promise.all([forgetClient(cluster, node), cluster.addClient()]),
  };
}
