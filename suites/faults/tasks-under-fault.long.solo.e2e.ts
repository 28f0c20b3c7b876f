import {
  agentKilled,
  agentPaused,
  agentTerminated,
  type ClusterNode,
  expect,
  type Fault,
  partition,
  type StartedNomadCluster,
  test,
  waits,
  withDeadline,
} from '../../harness/index.ts';
import { reachOf } from './holder.ts';

const faults: [string, (cluster: StartedNomadCluster, node: ClusterNode) => Fault][] = [
  ['its agent is killed', (_, node) => agentKilled(node)],
  ['its agent is terminated', (_, node) => agentTerminated(node)],
  ['its agent is paused', (_, node) => agentPaused(node)],
  ['its node is cut off', ({ servers }, node) => partition([node], servers)],
];

test.for(faults)(
  'while %s, no task of a group is run again, nor init; afterwards a main that fails is restarted alone within 60 s',
  async ([, faultOn], { cluster, nomad, scope }) => {
    const before = await (await scope.run('lifecycle/restarts.nomad.hcl')).taskRunning('main');
    const node = cluster.nodeByNomadId(before.NodeID);
    const notes = `/var/lib/nomad/alloc/${before.ID}/alloc/data`;
    // By the tasks' own notes on the node: an agent that lost them could not tell.
    const starts = async () =>
      await node.shell(`cd ${notes} && wc -l init sidecar main | awk '{ print $1 }'`);
    const fault = await scope.inject(faultOn(cluster, node));
    expect(await reachOf(nomad, before), 'the fault is felt').toBe('unreached');
    expect(await starts()).toBe('1\n1\n1\n3\n');
    await fault.undo();
    expect(await nomad.allocations.read(before.ID)).toMatchObject({ ClientStatus: 'running' });

    const gate = `cd ${notes}/.. && { mkfifo gate 2>/dev/null; echo 1 > gate; }`;
    const limit = { what: `task main that reads its gate on ${node.name}`, ms: 30_000, lastSeen: starts };
    const openGate = () => withDeadline(limit, (signal) => node.shell(gate, { signal }));
    await openGate();
    const restarted = (main: { Restarts: number; State: string }) =>
      main.Restarts === 1 && main.State === 'running';
    await waits.taskState(nomad, before.ID, 'main', restarted, { timeoutMs: 60_000, signal: scope.signal });
    // Answers only after main has noted its second start.
    await openGate();
    expect(await starts()).toBe('1\n1\n2\n4\n');
  },
);
