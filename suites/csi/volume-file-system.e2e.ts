import { expect, setupFailures, test } from '../../harness/index.ts';

test('an xfs volume is mounted only when its mount_options name fs_type = "xfs"', async ({
  csi,
  driver,
  nomad,
  scope,
}) => {
  scope.needsDriver({ fsType: 'xfs' });
  const given = driver.volume.mount_options === undefined;
  scope.needs(given, `driver profile ${driver.name} gives mount_options to every volume`);
  const file = 'csi/file-system.volume.hcl';
  const { ID: volume_id, ExternalID } = await csi.volume(file, { fs_type: 'xfs' });
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  await csi.free(volume_id);

  const named = { ...(await scope.volumeSpec(file, { volume_id, fs_type: 'xfs' })), ExternalID };
  const { MountOptions, ...forgotten } = named;
  await nomad.volumes.deregister(volume_id);
  await nomad.volumes.register(forgotten);
  const refused = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(refused.ClientStatus).toBe('failed');
  expect(setupFailures(refused, 'get')).toContainEqual(
    expect.stringMatching(/the file system xfs, and .* ext4/),
  );
  await csi.free(volume_id);

  await nomad.volumes.deregister(volume_id);
  await nomad.volumes.register(named);
  const vars = { volume_id, job_id: scope.name('get-again') };
  const get = await (await scope.run('csi/get-file.nomad.hcl', vars)).ended();
  expect(await csi.hashes(get)).toEqual(written);
});
