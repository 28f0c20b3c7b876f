import { expect, type NomadClient, test } from '../../harness/index.ts';

const mebibyte = 1024 * 1024;

test('the driver itself lists a volume until it is deleted', async ({ csi, nomad, scope }) => {
  scope.needsDriver({ can: 'list' });
  const plugin = await csi.healthy();
  const { ID: volume_id, ExternalID } = await csi.volume('csi/full.volume.hcl');
  expect(await listed(nomad, plugin, ExternalID)).toHaveLength(1);

  await nomad.volumes.delete(volume_id);
  expect(await listed(nomad, plugin, ExternalID)).toEqual([]);
});

test('the driver itself lists a volume with its grown size', async ({ csi, nomad, scope }) => {
  scope.needsNomad('1.6.3', 'expansion of CSI volumes');
  scope.needsDriver({ can: 'list' });
  scope.needsDriver({ can: 'expand', bytes: mebibyte });
  const plugin = await csi.healthy();
  const { ID: volume_id, ExternalID } = await csi.volume('csi/full.volume.hcl', { capacity_min: '1MiB' });
  expect(await listed(nomad, plugin, ExternalID)).toMatchObject([{ CapacityBytes: mebibyte }]);

  const larger = { volume_id, capacity_min: '32MiB' };
  await nomad.volumes.create(await scope.volumeSpec('csi/full.volume.hcl', larger));
  expect(await listed(nomad, plugin, ExternalID)).toMatchObject([{ CapacityBytes: 32 * mebibyte }]);
});

async function listed(nomad: NomadClient, plugin: string, externalId: string | undefined) {
  return (await nomad.volumes.listExternal(plugin)).filter((each) => each.ExternalID === externalId);
}
