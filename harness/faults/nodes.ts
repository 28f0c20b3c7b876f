import { type ClusterNode, nodePaths, type StartedNomadCluster } from '../cluster/index.ts';
import { forgetClient } from '../csi/index.ts';
import { startAgain } from './agents.ts';
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

/**
 * A client's machine loses power, and is started again when the fault is undone, with the agent of the version that it had: what ran
 * on it is gone, its disk stays.
 */
export function nodeRebooted(node: ClusterNode): Fault {
  return {
    name: `node ${node.name} rebooted`,
    available: async () => {
      if (node.role !== 'client') return 'only clients are rebooted';
      const kind = (await node.shell(`stat -f -c %T ${nodePaths.data}`)).trim();
      return kind === 'tmpfs' ? `the data directory of ${node.name} is in memory` : undefined;
    },
    inject: () => node.kill(),
    undo: async () => {
      if (await node.boot()) await startAgain(node);
    },
  };
}
