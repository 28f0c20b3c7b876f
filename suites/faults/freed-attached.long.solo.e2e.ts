import {
  auditClaims,
  driverMisbehaves,
  expect,
  misbehave,
  test,
  untilUnmounted,
  volumeFree,
} from '../../harness/index.ts';
import { heldVolume } from './holder.ts';
import { untilUnable } from './unable.ts';

const error = { code: 'UNAVAILABLE', message: 'the array restarts' } as const;

test('known bad: a writer ends while no controller answers Nomad, and its claim is freed with its volume attached for good', async ({
  cluster,
  nomad,
  scope,
}) => {
  const held = await heldVolume(cluster, scope);
  const { volumeId, externalId: volume, writer, node } = held;
  // A rule that changes nothing leaves a note of each call.
  const detach = { call: 'controllerUnpublishVolume', volume, delayMs: 0 };
  await using noted = await misbehave(cluster, [detach]);
  const mute = driverMisbehaves(cluster, { call: 'controllerGetCapabilities', error });
  const fault = await scope.inject(mute);
  await untilUnable(nomad, cluster.clients.length);
  await nomad.jobs.stop(writer.jobId);
  await volumeFree(nomad, volumeId);
  await untilUnmounted(held);
  await fault.undo();

  const { differences } = await auditClaims(cluster, volumeId);
  expect(differences.map(({ message }) => message)).toEqual([
    `the driver has it attached to ${node.name}, unclaimed: ControllerUnpublishVolume is missing`,
  ]);
  expect(await noted.uses()).toEqual([]);
  await expect(nomad.volumes.delete(volumeId)).rejects.toThrow(`is attached to ${node.name}`);
  // As its operator would have to, at the storage itself.
  await node.shell(`rm /srv/csi-shared/volumes/${volume}/attachments/*`);
});
