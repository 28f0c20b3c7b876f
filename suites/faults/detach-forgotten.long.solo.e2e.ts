import {
  auditClaims,
  driverMisbehaves,
  endTask,
  expect,
  test,
  untilUnmounted,
  volumeFree,
} from '../../harness/index.ts';
import { completed, heldVolume } from './holder.ts';

const error = { code: 'INTERNAL', message: 'the array is on fire' } as const;

test('known bad: once a driver fails to tell what its controller can do, a volume that is released is not detached; its next use on that node sets it right', async ({
  cluster,
  nomad,
  scope,
}) => {
  const held = await heldVolume(cluster, scope);
  const { volumeId: volume_id, holder, node } = held;
  const call = 'controllerGetCapabilities';
  const fault = driverMisbehaves(cluster, { call, node: node.name, times: 1, error });
  const active = await scope.inject(fault);
  await fault.met();
  await endTask(nomad, holder, 'write');
  await volumeFree(nomad, volume_id);
  await untilUnmounted(held);
  const { differences } = await auditClaims(cluster, volume_id);
  expect(differences.map(({ rule }) => rule)).toEqual(['attachment-without-claim']);
  await active.undo();

  const again = { volume_id, node: `^${node.name}$` };
  await completed(nomad, await scope.run('csi/put-file.nomad.hcl', again));
});
