import type { ClusterNode } from '../cluster/index.ts';
import type { Fault } from './fault.ts';

const always = () => Promise.resolve(undefined);
/** An agent ends and starts within seconds; a client that tries a refused claim again does not end at all (1.11.3). */
const endsWithinMs = 30_000;
const registersWithinMs = 60_000;

/** `kill -9` of a node's agent: its tasks and mounts stay. */
export function agentKilled(node: ClusterNode): Fault {
  return {
    name: `agent of ${node.name} killed`,
    available: always,
    inject: () => node.agent.stop('KILL'),
    undo: () => startAgain(node),
  };
}

/** SIGTERM to a node's agent, as a service manager stops it; SIGKILL when it does not end within 30 s. */
export function agentTerminated(node: ClusterNode): Fault {
  return {
    name: `agent of ${node.name} terminated`,
    available: always,
    inject: async () => {
      await node.agent.end(endsWithinMs);
    },
    undo: () => startAgain(node),
  };
}

/** SIGSTOP: the agent is silent, its connections stay open, its tasks go on. */
export function agentPaused(node: ClusterNode): Fault {
  return {
    name: `agent of ${node.name} paused`,
    available: always,
    inject: () => node.agent.stop('STOP'),
    undo: () => node.agent.stop('CONT'),
  };
}

async function startAgain(node: ClusterNode): Promise<void> {
  const fromLine = await node.agent.start();
  if (node.role === 'server') return;
  // Nomad calls a client ready until a heartbeat is missed: only its own log tells that it is back.
  const signal = AbortSignal.timeout(registersWithinMs);
  await node.agent.waitForLine('node registration complete', { fromLine, signal });
}
