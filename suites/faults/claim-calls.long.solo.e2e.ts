import {
  claimCalls,
  driverMisbehaves,
  expect,
  measureRecovery,
  pluginReached,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { completed } from './holder.ts';
import { troubles, troublesAt } from './troubles.ts';

const boundMs = 60_000;
const beforeTheTask = claimCalls.slice(0, 3);

test.for(troublesAt(claimCalls))(
  'the next claim finds every file within 60 s after the driver %s at %s',
  async ([trouble, call], { cluster, csi, ledger, scope }) => {
    await csi.healthy();
    // The test before may just have made it crash.
    await pluginReached(cluster);
    const { ID: volume_id, ExternalID: volume = '' } = await scope.volume('csi/volume.volume.hcl');
    const read = (name: string, reschedules: number) => {
      const vars = { volume_id, job_id: scope.name(name), reschedules: String(reschedules) };
      return scope.run('csi/get-file.nomad.hcl', vars);
    };
    const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
    expect(put.ClientStatus).toBe('complete');
    await csi.free(volume_id);

    const fault = driverMisbehaves(cluster, { ...troubles[trouble], call, volume, times: 1 });
    const active = await scope.inject(fault);
    const during = await read('during', 0);
    await fault.met();
    const next = await measureRecovery({ ledger, path: fault.name, boundMs }, async () => {
      await active.undo();
      await during.ended();
      await csi.free(volume_id);
      return await completed(scope, await read('next', 5));
    });
    const isLost = beforeTheTask.includes(call) && trouble !== 'answers 3 s late';
    expect((await during.ended()).ClientStatus).toBe(isLost ? 'failed' : 'complete');
    expect(await csi.hashes(next)).toEqual(await csi.hashes(put));
    expect(await fault.uses()).toHaveLength(1);
    await Promise.all(cluster.clients.map((node) => untilUnmounted({ node, externalId: volume })));
  },
);
