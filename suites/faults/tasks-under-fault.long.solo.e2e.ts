import {
  agentKilled,
  agentPaused,
  agentTerminated,
  type ClusterNode,
  expect,
  type Fault,
  openGateOnNode,
  partition,
  type StartedNomadCluster,
  test,
} from '../../harness/index.ts';
import { reachOf } from './holder.ts';
import { startsOn } from './starts.ts';

const faults: [string, (cluster: StartedNomadCluster, node: ClusterNode) => Fault][] = [
  ['its agent is killed', (_, node) => agentKilled(node)],
  ['its agent is terminated', (_, node) => agentTerminated(node)],
  ['its agent is paused', (_, node) => agentPaused(node)],
  ['its node is cut off', ({ servers }, node) => partition([node], servers)],
];

// Afterwards a main that fails is restarted alone.
test.for(faults)('no task is run again while %s', async ([, faultOn], { cluster, nomad, scope }) => {
  const before = await (await scope.run('lifecycle/restarts.nomad.hcl')).taskRunning('main');
  const node = cluster.nodeByNomadId(before.NodeID);
  const starts = () => startsOn(node, before);
  const fault = await scope.inject(faultOn(cluster, node));
  expect(await reachOf(nomad, before), 'the fault is felt').toBe('unreached');
  expect(await starts()).toEqual({ init: 1, sidecar: 1, main: 1 });
  await fault.undo();
  expect(await nomad.allocations.read(before.ID)).toMatchObject({ ClientStatus: 'running' });

  await openGateOnNode(node, before, '1');
  await scope.waits.taskRestarted(before.ID, 'main');
  // Answers only after main has noted its second start.
  await openGateOnNode(node, before, '1');
  expect(await starts()).toEqual({ init: 1, sidecar: 1, main: 2 });
});
