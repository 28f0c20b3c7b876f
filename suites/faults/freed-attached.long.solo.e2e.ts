import {
  attachmentsFolder,
  driverMisbehaves,
  expect,
  misbehave,
  test,
  untilUnmounted,
} from '../../harness/index.ts';
import { heldVolume } from './holder.ts';
import { untilUnable } from './unable.ts';

const error = { code: 'UNAVAILABLE', message: 'the array restarts' } as const;

test('a volume is detached although no controller answered Nomad when its writer ended', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const held = await heldVolume({ cluster, csi, scope });
  const { volumeId, externalId: volume, writer, node } = held;
  // A rule that changes nothing leaves a note of each call.
  const detach = { call: 'controllerUnpublishVolume', volume, delayMs: 0 };
  await using noted = await misbehave(cluster, [detach]);
  const mute = driverMisbehaves(cluster, { call: 'controllerGetCapabilities', error });
  const fault = await scope.inject(mute);
  await untilUnable(nomad, cluster.clients.length);
  await nomad.jobs.stop(writer.jobId);
  await csi.free(volumeId);
  await untilUnmounted(held);
  await fault.undo();

  const { differences } = await csi.audit(volumeId);
  const askedToDetach = (await noted.uses()).length > 0;
  const deleted = await nomad.volumes.delete(volumeId).then(
    () => 'yes',
    (error: Error) => error.message,
  );
  // As its operator would have to, at the storage itself.
  await node.shell(`rm -f ${attachmentsFolder(volume)}/*`);

  const observed = { differences: differences.map(({ message }) => message), askedToDetach, deleted };
  scope.knownBug('F-freed-attached', () =>
    expect(observed).toEqual({ differences: [], askedToDetach: true, deleted: 'yes' }),
  );
});
