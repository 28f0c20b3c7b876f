import { expect, test } from '../../harness/index.ts';

const mebibyte = 1024 * 1024;

test('the driver itself lists a volume with its grown size until it is deleted', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsNomad('1.6.3', 'expansion of CSI volumes');
  scope.needsDriver({ can: 'list' });
  scope.needsDriver({ can: 'expand', bytes: mebibyte });
  const plugin = await csi.healthy();
  const { ID: volume_id, ExternalID } = await csi.volume('csi/full.volume.hcl', { capacity_min: '1MiB' });
  const listed = async () =>
    (await nomad.volumes.listExternal(plugin)).filter((each) => each.ExternalID === ExternalID);
  expect(await listed()).toMatchObject([{ CapacityBytes: mebibyte }]);

  const larger = { volume_id, capacity_min: '32MiB' };
  await nomad.volumes.create(await scope.volumeSpec('csi/full.volume.hcl', larger));
  expect(await listed()).toMatchObject([{ CapacityBytes: 32 * mebibyte }]);

  await nomad.volumes.delete(volume_id);
  expect(await listed()).toEqual([]);
});
