import {
  agentKilled,
  agentPaused,
  type ClusterNode,
  expect,
  type Fault,
  partition,
  pluginKilled,
  pluginPaused,
  type StartedNomadCluster,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { heldVolume, leftIn, reachOf } from './holder.ts';

type FaultOn = (cluster: StartedNomadCluster, node: ClusterNode) => Fault;

const faults: [string, FaultOn, 'reached' | 'unreached'][] = [
  ['its agent is dead', (_, node) => agentKilled(node), 'unreached'],
  ['its agent is paused', (_, node) => agentPaused(node), 'unreached'],
  ['its plugin has been killed', pluginKilled, 'reached'],
  ['its plugin is paused', pluginPaused, 'reached'],
  ['its node is cut off', ({ servers }, node) => partition([node], servers), 'unreached'],
];

test.for(faults)(
  'the volume of a writer that is stopped while %s can be claimed within 90 s of the fault’s end',
  async ([, faultOn, reach], { cluster, csi, nomad, scope }) => {
    const held = await heldVolume({ cluster, csi, scope });
    const { volumeId, writer, holder, node } = held;
    const fault = await scope.inject(faultOn(cluster, node));
    await nomad.jobs.stop(writer.jobId);
    expect(await reachOf(nomad, holder), 'whether the agent hears of it').toBe(reach);
    if (reach === 'reached') await writer.ended();

    const path = `stopped during a fault: ${faultOn(cluster, node).name}`;
    await csi.measureRelease({ volumeId, path, boundMs: 90_000 }, () => fault.undo());
    expect((await writer.ended()).ClientStatus).toBe('complete');
    await untilUnmounted(held);
    expect(await csi.audit(volumeId)).toMatchObject({ claims: [], mounts: [] });
    const { records, ...left } = await leftIn(held, { nomad, scope });
    expect(left).toEqual({ writers: [holder.ID], lost: [] });
    expect(records).toShowOneWriterAtATime();
  },
);
