import type { ClusterNode } from '../cluster/index.ts';
import { withDeadline } from '../deadline.ts';
import type { Fault } from './fault.ts';

/** An agent ends and starts within seconds; a client that tries a refused claim again does not end at all (1.11.3). */
const endsWithinMs = 30_000;
const registersWithinMs = 60_000;

/** `kill -9` of a node's agent: its tasks and mounts stay. */
export function agentKilled(node: ClusterNode): Fault {
  return {
    name: `agent of ${node.name} killed`,
    inject: () => node.agent.stop('KILL'),
    undo: () => startAgain(node),
  };
}

/** SIGTERM to a node's agent, as a service manager stops it; SIGKILL when it does not end within 30 s. */
export function agentTerminated(node: ClusterNode): Fault {
  return {
    name: `agent of ${node.name} terminated`,
    inject: () => node.agent.end(endsWithinMs),
    undo: () => startAgain(node),
  };
}

/** SIGSTOP: the agent is silent, its connections stay open, its tasks go on. */
export function agentPaused(node: ClusterNode): Fault {
  return {
    name: `agent of ${node.name} paused`,
    inject: () => node.agent.stop('STOP'),
    undo: () => node.agent.stop('CONT'),
  };
}

/**
 * The agent is stopped again and again for a while: all that it sends, answers and counts comes late by up to `pausedMs`.
 * Stands in for a slow network where the kernel delays no packets.
 */
export function agentStutters(
  node: ClusterNode,
  { pausedMs, goesOnMs }: { pausedMs: number; goesOnMs: number },
): Fault {
  const file = '/run/nomad-e2e-stutter';
  const seconds = (ms: number) => String(ms / 1000);
  return {
    name: `agent of ${node.name} paused for ${pausedMs} of every ${pausedMs + goesOnMs} ms`,
    inject: () =>
      node.shell(`rm -f ${file}.count
        pid=$(cat /run/nomad-e2e-agent.pid)
        setsid sh -c 'while kill -STOP $1; do
          echo >> ${file}.count
          sleep ${seconds(pausedMs)}; kill -CONT $1; sleep ${seconds(goesOnMs)}
        done' stutter $pid >/dev/null 2>&1 </dev/null &
        echo $! > ${file}`),
    undo: async () => {
      await node.shell(`[ ! -e ${file} ] || kill -KILL -- -$(cat ${file}); rm -f ${file}`);
      await node.agent.stop('CONT');
    },
    evidence: async () => ({ pauses: Number(await node.shell(`wc -l < ${file}.count`)) }),
  };
}

/** Starts the agent with the version that it had, and returns when the servers know it again. */
export async function startAgain(node: ClusterNode): Promise<void> {
  const fromLine = await node.agent.start();
  if (node.role === 'server') return;
  // Nomad calls a client ready until a heartbeat is missed: only its own log tells that it is back.
  const what = `registration of ${node.name}`;
  await withDeadline({ what, ms: registersWithinMs, lastSeen: () => node.agent.logTail(5) }, (signal) =>
    node.agent.waitForLine('node registration complete', { fromLine, signal }),
  );
}
