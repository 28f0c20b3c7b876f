import { expect, test } from '../../harness/index.ts';

test('a claimed volume can be neither deregistered nor deleted', async ({ csi, nomad, scope }) => {
  scope.needsDriver({ own: true });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();

  await expect(nomad.volumes.deregister(volume_id)).rejects.toThrow(`volume in use: ${volume_id}`);
  // Nomad asks the driver first: what keeps the data is that the driver sees the node attached.
  await expect(nomad.volumes.delete(volume_id)).rejects.toThrow(
    /is in use: .*FailedPrecondition.* is attached to /,
  );
  expect(await nomad.volumes.read(volume_id)).toMatchObject({ ID: volume_id });
});
