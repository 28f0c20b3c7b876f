import type { ClusterNode } from '../cluster/index.ts';
import type { Fault } from './fault.ts';

const log = '/var/log/nomad-e2e/dockerd.log';
/** Leaves out what has ended. */
const living = '--runstates D,R,S';
const limits = () => ({ signal: AbortSignal.timeout(60_000) });

/** A client's Docker engine is stopped, which ends its containers, and started again when the fault is undone. */
export function engineStopped(node: ClusterNode): Fault {
  return {
    name: `Docker engine of ${node.name} stopped`,
    available: async () => (node.role === 'client' ? undefined : `${node.name} has no Docker engine`),
    inject: async () => {
      // By its last words: nobody reaps the process, so its id stays.
      const stop = `from=$(($(wc -l < ${log}) + 1))
        kill -TERM $(pgrep -o ${living} -x dockerd) || exit
        tail -n +$from -F ${log} 2>/dev/null | grep -q -m1 'Daemon shutdown complete'`;
      await node.shell(stop, limits());
    },
    undo: async () => {
      const start = `pgrep ${living} -x dockerd >/dev/null && exit 0
        from=$(($(wc -l < ${log}) + 1))
        setsid dockerd >> ${log} 2>&1 </dev/null &
        tail --pid=$! -n +$from -F ${log} 2>/dev/null | grep -q -m1 'API listen on'`;
      await node.shell(start, limits());
    },
  };
}
