import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { hostpathLayout, misbehave } from '../csi/index.ts';
import type { Fault } from '../faults/index.ts';
import type { Job } from '../nomad/index.ts';

const nothing = () => Promise.resolve();
const always = () => Promise.resolve(undefined);

/** Somebody writes into every volume that is in use, past Nomad and the driver. */
export function intruder(node: ClusterNode): Fault {
  const script = `for folder in ${hostpathLayout.volume('*').data}; do
    ls "$folder"/records-* >/dev/null 2>&1 || continue
    read -r now _ < /proc/uptime
    echo "1 intruder $(hostname) $now $(date +%s)" > "$folder/records-intruder"
  done`;
  return {
    name: `an intruder on ${node.name} writes`,
    available: always,
    inject: async () => {
      await node.shell(script);
    },
    undo: nothing,
  };
}

/** The driver never detaches again, and says so: Nomad has to keep the claims. It outlasts the fault's end. */
export function keepsClaims(cluster: StartedNomadCluster): Fault {
  const error = { code: 'INTERNAL', message: 'injected' } as const;
  return {
    name: 'driver never detaches again',
    available: always,
    inject: async () => {
      await misbehave(cluster, [{ call: 'controllerUnpublishVolume', error }]);
    },
    undo: nothing,
  };
}

/** Runs the hooks of every running lifecycle job again, by Nomad's own call for it (restart of all tasks, Nomad 1.4). */
export function hooksRunAgain({ nomad }: StartedNomadCluster): Fault {
  return {
    name: 'hooks run again',
    available: always,
    inject: async () => {
      const running = await nomad.allocations.list({ filter: 'ClientStatus == "running"' });
      const own = running.filter(({ JobID }) => JobID.endsWith('-lifecycle'));
      for (const { ID } of own) await nomad.allocations.restart(ID, { all: true });
    },
    undo: nothing,
  };
}

/** No trouble of the cluster: the job that is started meanwhile has lost its `lifecycle` blocks. */
export const earlyMain: Fault = {
  name: 'a job without its hooks',
  available: always,
  inject: nothing,
  undo: nothing,
};

/** Takes the `lifecycle` blocks out of a job, so that all its tasks start at once. */
export function withoutHooks(job: Job): void {
  for (const task of job.TaskGroups?.flatMap(({ Tasks }) => Tasks ?? []) ?? []) delete task.Lifecycle;
}
