import { expect, test } from '../../harness/index.ts';

test('a volume created as its file says is listed until it is deleted', async ({ csi, nomad, scope }) => {
  scope.needsDriver({ own: true, bytes: 1024 * 1024 });
  const plugin = await csi.healthy();
  const { ID } = await csi.volume('csi/full.volume.hcl');

  const volume = await nomad.volumes.read(ID);
  expect(volume).toMatchObject({
    ID,
    Name: `name of ${ID}`,
    PluginID: plugin,
    ExternalID: expect.stringMatching(/./),
    RequestedCapacityMin: 1024 * 1024,
    RequestedCapacityMax: 64 * 1024 * 1024,
    RequestedCapabilities: [
      { AccessMode: 'single-node-writer', AttachmentMode: 'file-system' },
      { AccessMode: 'single-node-reader-only', AttachmentMode: 'file-system' },
    ],
    MountOptions: { FSType: 'ext4' },
    Schedulable: true,
  });
  expect(volume.Parameters).toEqual({ tier: 'fast' });
  expect(volume.Capacity).toBeGreaterThanOrEqual(1024 * 1024);
  expect(volume.Capacity).toBeLessThanOrEqual(64 * 1024 * 1024);
  expect(JSON.stringify(volume)).not.toContain('not-for-logs');
  expect((await nomad.volumes.list({ type: 'csi' })).map((each) => each.ID)).toContain(ID);

  await nomad.volumes.delete(ID);
  expect((await nomad.volumes.list({ type: 'csi' })).map((each) => each.ID)).not.toContain(ID);
  await expect(nomad.volumes.read(ID)).rejects.toMatchObject({ status: 404 });
});
