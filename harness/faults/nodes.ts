import { type ClusterNode, nodePaths, type StartedNomadCluster } from '../cluster/index.ts';
import { forgetClient } from '../csi/index.ts';
import { startAgain } from './agents.ts';
import { startEngine } from './engine.ts';
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
 * Processes that a machine loses: not the first one nor the last command of node-init, with which the container would end, nor those
 * that look in from outside: their parent is out of sight, and is 0.
 */
const processes = `awk -v me=$$ -v init=$(pgrep -o -f '^tail -f /dev/null$') '
  /^Name:/ { name = $2 } /^State:/ { state = $2 } /^Pid:/ { pid = $2 }
  /^PPid:/ { if ($2 && $2 != me && pid != 1 && pid != init && state != "Z" && name !~ /awk/) print pid }
' /proc/[0-9]*/status 2>/dev/null`;
const mounts = `awk '$5 ~ "^(${nodePaths.data}|/var/lib/docker|/run)/" { print $5 }' /proc/self/mountinfo`;

/** What a power cut takes from a machine: every process, every mount of tasks, volumes and containers, and \`/run\`. */
const cutPower = `while pids=$(${processes}); [ -n "$pids" ]; do kill -KILL $pids 2>/dev/null; done
  ${mounts} | tac | while read -r mount; do umount -l "$mount"; done
  rm -rf /run/*`;

/**
 * A client's machine is rebooted: what ran on it is gone, its disk stays. Undone by its start, with its Docker engine and the agent
 * of the version that it had.
 */
export function nodeRebooted(node: ClusterNode): Fault {
  return {
    name: `node ${node.name} rebooted`,
    available: async () => (node.role === 'client' ? undefined : 'only clients are rebooted'),
    inject: async () => {
      await node.shell(cutPower);
    },
    undo: async () => {
      await startEngine(node);
      await startAgain(node);
    },
  };
}
