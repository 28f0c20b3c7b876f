import { driverMisbehaves, expect, measureRecovery, pluginReached, test } from '../../harness/index.ts';
import { type Operation, operations } from './operations.ts';
import { troubles, troublesAt } from './troubles.ts';

const boundMs = 60_000;
const calls = Object.keys(operations) as (keyof typeof operations)[];

// The operator gets the driver's error, can try again within 60 s of its end, and loses no file.
test.for(troublesAt(calls, ['crashes before the work']))(
  'an operation succeeds when it is tried again after the driver %s at %s',
  async ([trouble, call], { cluster, csi, ledger, nomad, scope }) => {
    const { ID: volume_id, ExternalID: externalId = '' } = await csi.volume('csi/volume.volume.hcl');
    const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
    await csi.free(volume_id);
    const place = { nomad, scope, volumeId: volume_id, externalId };
    const { act, ...about }: Operation = await operations[call](place);

    const fault = driverMisbehaves(cluster, { ...troubles[trouble], ...about, call, times: 1 });
    const active = await scope.inject(fault);
    const answer = Promise.allSettled([act()]);
    await fault.met();
    await measureRecovery({ ledger, path: fault.name, boundMs }, async () => {
      await active.undo();
      await pluginReached(cluster);
      const [{ status }] = await answer;
      expect(status).toBe(trouble === 'answers 3 s late' ? 'fulfilled' : 'rejected');
      if (status === 'rejected') await act();
    });
    expect(await fault.uses()).toHaveLength(1);
    await csi.free(volume_id);
    const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
    expect(await csi.hashes(get)).toEqual(await csi.hashes(put));
  },
);
