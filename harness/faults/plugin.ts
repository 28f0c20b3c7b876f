import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { sharedPluginJob } from '../csi/index.ts';
import { withDeadline } from '../deadline.ts';
import { BehaviourError } from '../errors.ts';
import type { AllocationListStub } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import type { Fault } from './fault.ts';
import { untilHealthy } from './health.ts';

/**
 * `kill -9` of a plugin's container on a node, the shared one's unless its job is given. Nomad starts it again by itself,
 * which undoing waits for.
 */
export function pluginKilled(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  job: string = sharedPluginJob,
): Fault {
  let before: { id: string; restarts: number } | undefined;
  return {
    name: `plugin on ${node.name} killed`,
    inject: async () => {
      const { ID, TaskStates } = await instanceOn(cluster, node, job);
      before = { id: ID, restarts: TaskStates?.driver?.Restarts ?? 0 };
      await node.shell(`docker kill driver-${ID}`);
    },
    undo: async () => {
      if (!before) return;
      const { id, restarts } = before;
      const isBack = (state: { State: string; Restarts: number }) =>
        state.Restarts > restarts && state.State === 'running';
      await waits.taskState(cluster.nomad, id, 'driver', isBack, { timeoutMs: 60_000 });
    },
  };
}

/** The shared plugin's container on a node is frozen: it takes calls and does not answer. */
export function pluginPaused(cluster: StartedNomadCluster, node: ClusterNode): Fault {
  let paused: string | undefined;
  return {
    name: `plugin on ${node.name} paused`,
    inject: async () => {
      paused = `driver-${(await instanceOn(cluster, node)).ID}`;
      await node.shell(`docker pause ${paused}`);
    },
    undo: async () => {
      // Nomad may have replaced a plugin that did not answer.
      if (paused)
        await node.shell(
          `docker unpause ${paused} || ! docker ps -q --no-trunc -f name=${paused} -f status=paused | grep .`,
        );
    },
  };
}

/** How often the tasks of all instances of the shared plugin have been restarted. */
export async function pluginRestarts(cluster: StartedNomadCluster): Promise<number> {
  return restartsOf(await cluster.nomad.jobs.allocations(sharedPluginJob));
}

/** Returns when the instances have been restarted this often, all told, and all run. */
export async function pluginRestarted(cluster: StartedNomadCluster, restarts: number): Promise<void> {
  const isBack = (all: AllocationListStub[]) =>
    restartsOf(all) >= restarts &&
    all.filter(isWanted).every(({ TaskStates }) => TaskStates?.driver?.State === 'running');
  await waits.allocationsOf(cluster.nomad, sharedPluginJob, (all) => (isBack(all) ? true : undefined), {
    timeoutMs: 60_000,
    what: `${restarts} restarts of ${sharedPluginJob}`,
  });
}

/**
 * Returns when each client's Nomad has got through to the container of the plugin that runs there now, by the driver's own
 * log: at once, or after a restart of the plugin within 30 s, which is how often Nomad asks. A running container does not
 * serve yet, and Nomad (1.11.3), which goes on calling it healthy, fails claims and calls there until it has connected.
 * Where it has asked in vain meanwhile, its servers' record says so for some seconds more, which is waited for, too.
 */
export async function pluginReached(
  cluster: StartedNomadCluster,
  job: string = sharedPluginJob,
): Promise<void> {
  const all = await cluster.nomad.jobs.allocations(job);
  const running = all.filter(({ ClientStatus }) => ClientStatus === 'running');
  await Promise.all(running.map(({ ID, NodeID }) => reached(cluster.nodeByNomadId(NodeID), ID)));
  await untilHealthy(cluster);
}

async function reached(node: ClusterNode, allocationId: string): Promise<void> {
  const script = `pipe=$(mktemp -u); mkfifo $pipe; docker logs -f driver-$0 >$pipe 2>&1 & pid=$!
    while read -r line; do
      case $line in *controllerGetCapabilities*ok) c=1 ;; *nodeGetCapabilities*ok) n=1 ;; esac
      [ "$c$n" = 11 ] && break
    done <$pipe
    kill $pid; rm $pipe; [ "$c$n" = 11 ]`;
  const what = `call of Nomad's to the plugin (allocation ${allocationId}) on ${node.name}`;
  const lastSeen = () => node.shell(`docker logs --tail 5 driver-${allocationId} 2>&1`);
  const { exitCode, stderr } = await withDeadline({ what, ms: 60_000, lastSeen }, (signal) =>
    node.exec(['sh', '-c', script, allocationId], { signal }),
  );
  if (exitCode === 0) return;
  throw new BehaviourError(
    'PLUGIN_MISSING',
    `the log of a plugin (allocation ${allocationId}) on ${node.name} cannot be followed`,
    {
      observed: stderr,
    },
  );
}

/** A node that was given up leaves its allocation behind, and so does an engine that was stopped: that one has failed. */
const isWanted = ({ DesiredStatus, ClientStatus }: AllocationListStub) =>
  DesiredStatus === 'run' && ClientStatus !== 'failed';

const restartsOf = (all: AllocationListStub[]) =>
  all.filter(isWanted).reduce((sum, { TaskStates }) => sum + (TaskStates?.driver?.Restarts ?? 0), 0);

/** The running instance of a plugin on a node, by its job. @throws BehaviourError PLUGIN_MISSING */
export async function instanceOn(
  cluster: StartedNomadCluster,
  node: ClusterNode,
  job: string = sharedPluginJob,
): Promise<AllocationListStub> {
  const all = await cluster.nomad.jobs.allocations(job);
  const found = all.find(
    ({ NodeID, ClientStatus }) => NodeID === node.nomadNodeId && ClientStatus === 'running',
  );
  if (found) return found;
  throw new BehaviourError('PLUGIN_MISSING', `no instance of ${job} runs on ${node.name}`);
}
