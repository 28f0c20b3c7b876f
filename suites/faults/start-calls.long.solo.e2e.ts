import {
  driverMisbehaves,
  endTask,
  expect,
  measureRecovery,
  pluginKilled,
  pluginReached,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { heldVolume, leftIn, writesOn } from './holder.ts';
import { troubles, troublesAt } from './troubles.ts';

const boundMs = 90_000;
/** What Nomad asks a driver that was started again. The others are asked once an allocation. */
const calls = ['probe', 'getPluginInfo', 'nodeGetCapabilities'] as const;

// Its writer has written on meanwhile.
test.for(troublesAt(calls, ['answers 3 s late', 'crashes after the work']))(
  'a volume can be claimed again within 90 s although its driver starts and %s at %s',
  async ([trouble, call], { cluster, csi, ledger, nomad, scope }) => {
    const held = await heldVolume({ cluster, csi, scope });
    const { holder, node, volumeId } = held;
    const rule = { ...troubles[trouble], call, node: node.name, times: 1 };
    const fault = driverMisbehaves(cluster, rule);
    const active = await scope.inject(fault);
    const killed = await scope.inject(pluginKilled(cluster, node));
    await fault.met();
    await writesOn(held, 10);
    await measureRecovery({ ledger, path: `start, ${fault.name}`, boundMs }, async () => {
      await active.undo();
      await killed.undo();
      // Before a driver has told what it can, Nomad may free a volume that stays attached (freed-attached).
      await pluginReached(cluster);
      await endTask(nomad, holder, 'write');
      await csi.free(volumeId);
      await untilUnmounted(held);
    });
    expect(await fault.uses()).toHaveLength(1);
    const { records, ...left } = await leftIn(held, { nomad, scope });
    expect(left).toEqual({ writers: [holder.ID], lost: [] });
    expect(records).toShowOneWriterAtATime();
  },
);
