import { expect, test } from '../../harness/index.ts';

const full = 'csi/full.volume.hcl';
const mebibyte = 1024 * 1024;

test('a volume created again with a higher capacity_min grows, and keeps its file', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsNomad('1.6.3', 'expansion of CSI volumes');
  scope.needsDriver({ can: 'expand', bytes: mebibyte });
  const { ID: volume_id } = await csi.volume(full, { capacity_min: '1MiB' });
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  await csi.free(volume_id);
  const before = await nomad.volumes.read(volume_id);
  expect(before.Capacity).toBeLessThan(32 * mebibyte);

  await nomad.volumes.create(await scope.volumeSpec(full, { volume_id, capacity_min: '32MiB' }));
  expect(await nomad.volumes.read(volume_id)).toMatchObject({
    ExternalID: before.ExternalID,
    Capacity: 32 * mebibyte,
    RequestedCapacityMin: 32 * mebibyte,
  });
  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(await csi.hashes(get)).toEqual(await csi.hashes(put));
});

test('a capacity_max below the size of a volume is refused', async ({ csi, nomad, scope }) => {
  scope.needsNomad('1.6.3', 'expansion of CSI volumes');
  scope.needsDriver({ can: 'expand', bytes: mebibyte });
  const { ID: volume_id } = await csi.volume(full, { capacity_min: '32MiB' });
  const spec = await scope.volumeSpec(full, { volume_id, capacity_min: '1MiB' });
  const smaller = { ...spec, RequestedCapacityMax: 16 * mebibyte };
  await expect(nomad.volumes.create(smaller)).rejects.toThrow('max requested capacity');
});
