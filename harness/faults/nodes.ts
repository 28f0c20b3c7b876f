import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { nodeFree } from '../csi/index.ts';
import { waits } from '../wait/index.ts';
import type { Fault } from './fault.ts';

/** A machine is given up after its heartbeat and the grace; Nomad's timers add up to 20 s here. */
const downWithinMs = 90_000;

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
    undo: async () => {
      const { nomad } = cluster;
      const id = node.nomadNodeId ?? '';
      await node.remove();
      await waits.nodeStatus(nomad, id, 'down', { timeoutMs: downWithinMs });
      cluster.nodes.splice(cluster.nodes.indexOf(node), 1);
      const forgotten = nodeFree(nomad, id).then(() => nomad.nodes.purge(id));
      await Promise.all([forgotten, cluster.addClient()]);
    },
  };
}
