import { ensurePlugin, expect, hashesFrom, test, volumeFree } from '../../harness/index.ts';

test('deregistering keeps the data: registered again by its external id, the volume has its file', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsDriver({ own: true });
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const { ExternalID: external_id } = await nomad.volumes.read(volume_id);
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  await volumeFree(nomad, volume_id);

  await nomad.volumes.deregister(volume_id);
  await expect(nomad.volumes.read(volume_id)).rejects.toMatchObject({ status: 404 });

  const existing = { volume_id, external_id: external_id ?? '' };
  await nomad.volumes.register(await scope.volumeSpec('csi/existing.volume.hcl', existing));
  expect(await nomad.volumes.read(volume_id)).toMatchObject({
    ExternalID: external_id,
    Context: { endpoint: 'kept-by-nomad' },
  });

  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  const written = await hashesFrom(nomad, put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  expect(await hashesFrom(nomad, get)).toEqual(written);
});
