import { expect, test } from '../../harness/index.ts';

test('deregistering keeps the data of a volume that is registered again by its external id', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ own: true });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const { ExternalID: external_id } = await nomad.volumes.read(volume_id);
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  await csi.free(volume_id);

  await nomad.volumes.deregister(volume_id);
  await expect(nomad.volumes.read(volume_id)).rejects.toMatchObject({ status: 404 });

  const existing = { volume_id, external_id: external_id ?? '' };
  await nomad.volumes.register(await scope.volumeSpec('csi/existing.volume.hcl', existing));
  expect(await nomad.volumes.read(volume_id)).toMatchObject({
    ExternalID: external_id,
    Context: { endpoint: 'kept-by-nomad' },
  });

  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  expect(await csi.hashes(get)).toEqual(written);
});
