import {
  agentKilled,
  agentPaused,
  agentStutters,
  type ClusterNode,
  endTask,
  expect,
  type Fault,
  networkDelay,
  packetLoss,
  partition,
  placementReasons,
  pluginKilled,
  pluginPaused,
  type StartedNomadCluster,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { heldVolume, leftIn, reachOf, writesOn } from './holder.ts';

type FaultOn = (cluster: StartedNomadCluster, node: ClusterNode) => Fault;

const faults: [string, FaultOn, 'reached' | 'unreached'][] = [
  ['its agent is killed', (_, node) => agentKilled(node), 'unreached'],
  ['its agent is paused', (_, node) => agentPaused(node), 'unreached'],
  ['its plugin is killed', pluginKilled, 'reached'],
  ['its plugin is paused', pluginPaused, 'reached'],
  ['its node is cut off from the servers', ({ servers }, node) => partition([node], servers), 'unreached'],
  [
    'a third of its node’s packets is lost',
    ({ servers }, node) => packetLoss([node], servers, 0.3),
    'reached',
  ],
  ['its node’s packets are 200 ms late', (_, node) => networkDelay(node, 200), 'reached'],
  [
    'its agent is stopped for 400 of every 500 ms',
    (_, node) => agentStutters(node, { pausedMs: 400, goesOnMs: 100 }),
    'reached',
  ],
];

// Afterwards it can be stopped, and its volume is free within 30 s.
test.for(faults)(
  'a writer goes on alone while %s',
  async ([, faultOn, reach], { cluster, csi, nomad, scope }) => {
    const held = await heldVolume({ cluster, csi, scope });
    const { volumeId, writer, holder, node } = held;
    const fault = await scope.inject(faultOn(cluster, node));
    const second = await scope.run('csi/writer.nomad.hcl', {
      volume_id: volumeId,
      job_id: scope.name('second'),
    });
    expect(placementReasons(second.evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volumeId));
    await nomad.jobs.stop(second.jobId);
    expect(await reachOf(nomad, holder)).toBe(reach);
    await writesOn(held, 30);
    await fault.undo();
    expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
    expect((await csi.audit(volumeId)).differences).toEqual([]);

    const path = `ended after a fault: ${faultOn(cluster, node).name}`;
    await csi.measureRelease({ volumeId, path, boundMs: 30_000 }, () => endTask(nomad, holder, 'write'));
    expect((await writer.ended()).ClientStatus).toBe('complete');
    await untilUnmounted(held);
    const { records, ...left } = await leftIn(held, { nomad, scope });
    expect(left).toEqual({ writers: [holder.ID], lost: [] });
    expect(records).toShowOneWriterAtATime();
  },
);
