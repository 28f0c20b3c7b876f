import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { sharedPluginJob } from '../csi/index.ts';
import { withDeadline } from '../deadline.ts';
import type { AllocationListStub } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import type { Fault } from './fault.ts';

const log = '/var/log/nomad-e2e/dockerd.log';
/** Leaves out what has ended. */
const living = '--runstates D,R,S';
const within = async (what: string, node: ClusterNode, script: string) => {
  const lastSeen = () => node.shell(`tail -n 5 ${log}`);
  const limit = { what: `${what} of the Docker engine of ${node.name}`, ms: 60_000, lastSeen, machine: true };
  await withDeadline(limit, (signal) => node.shell(script, { signal }));
};

const driverBackMs = 120_000;

/**
 * A client's Docker engine is stopped, which ends its containers, and started again when the fault is undone. The shared CSI
 * driver is then looked after as its operator would: its allocation fails when it cannot be started again at once, and
 * Nomad replaces a failed one of a system job only at that job's next evaluation.
 */
export function engineStopped(cluster: StartedNomadCluster, node: ClusterNode): Fault {
  let stoppedAt = Number.POSITIVE_INFINITY;
  return {
    name: `Docker engine of ${node.name} stopped`,
    available: async () => (node.role === 'client' ? undefined : `${node.name} has no Docker engine`),
    inject: async () => {
      stoppedAt = Date.now();
      // By its state: nobody reaps the process, so its id stays. Its last words come before its end.
      const stop = `kill -TERM $(pgrep -o ${living} -x dockerd) || exit
        while pgrep ${living} -x dockerd >/dev/null; do sleep 0.05; done`;
      await within('end', node, stop);
    },
    undo: async () => {
      await startEngine(node);
      await driverBack(cluster, node, stoppedAt);
    },
  };
}

/** Starts a client's Docker engine, unless it runs, and returns when it takes calls. */
async function startEngine(node: ClusterNode): Promise<void> {
  const start = `pgrep ${living} -x dockerd >/dev/null && exit 0
    from=$(($(wc -l < ${log}) + 1))
    setsid dockerd >> ${log} 2>&1 </dev/null &
    tail --pid=$! -s 0.05 -n +$from -F ${log} 2>/dev/null | grep -q -m1 'API listen on'`;
  await within('start', node, start);
}

/** Returns when an allocation of the driver runs on the node that was started after `since` (ms since 1970). */
async function driverBack({ nomad }: StartedNomadCluster, node: ClusterNode, since: number): Promise<void> {
  const newest = (stubs: AllocationListStub[]) =>
    stubs
      .filter(({ NodeID }) => NodeID === node.nomadNodeId)
      .toSorted((a, b) => a.CreateIndex - b.CreateIndex)
      .at(-1);
  const isBack = (stub: AllocationListStub) =>
    Object.values(stub.TaskStates ?? {}).every(
      ({ State, StartedAt }) => State === 'running' && Date.parse(StartedAt ?? '') > since,
    );
  const settled = (stubs: AllocationListStub[]) => {
    const own = newest(stubs);
    return own === undefined || own.ClientStatus === 'failed' || isBack(own) ? { own } : undefined;
  };
  const limit = { timeoutMs: driverBackMs };
  const { own } = await waits.allocationsOf(nomad, sharedPluginJob, settled, limit);
  if (own?.ClientStatus !== 'failed') return;
  await nomad.jobs.evaluate(sharedPluginJob);
  const back = (stubs: AllocationListStub[]) => newest(stubs.filter(isBack));
  await waits.allocationsOf(nomad, sharedPluginJob, back, limit);
}
