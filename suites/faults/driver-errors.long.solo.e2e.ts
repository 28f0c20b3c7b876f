import { driverMisbehaves, expect, type Rule, test, untilUnmounted } from '../../harness/index.ts';
import { heldVolume, leftIn } from './holder.ts';

const error = { code: 'UNAVAILABLE', message: 'the storage does not answer' } as const;
const onRelease: [string, Rule][] = [
  ['fails to unpublish it twice', { call: 'nodeUnpublishVolume', times: 2, error }],
  ['fails to unstage it twice', { call: 'nodeUnstageVolume', times: 2, error }],
  ['fails to detach it twice', { call: 'controllerUnpublishVolume', times: 2, error }],
  ['detaches it 3 s late', { call: 'controllerUnpublishVolume', times: 1, delayMs: 3000 }],
  ['crashes as it unpublishes it', { call: 'nodeUnpublishVolume', times: 1, crash: 'before' }],
  ['crashes when it has detached it', { call: 'controllerUnpublishVolume', times: 1, crash: 'after' }],
];

test.for(onRelease)(
  'the volume of a stopped writer can be claimed within 90 s although the driver %s',
  async ([, rule], { cluster, csi, nomad, scope }) => {
    const held = await heldVolume({ cluster, csi, scope });
    const { volumeId, externalId, writer, holder } = held;
    const fault = driverMisbehaves(cluster, { ...rule, volume: externalId });
    const active = await scope.inject(fault);

    const path = `stopped, ${fault.name}`;
    await csi.measureRelease({ volumeId, path, boundMs: 90_000 }, () => nomad.jobs.stop(writer.jobId));
    await untilUnmounted(held);
    expect(await fault.uses()).toHaveLength(rule.times ?? 1);
    await active.undo();
    const { records, ...left } = await leftIn(held, { nomad, scope });
    expect(left).toEqual({ writers: [holder.ID], lost: [] });
    expect(records).toShowOneWriterAtATime();
  },
);
