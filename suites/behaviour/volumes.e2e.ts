import { ensurePlugin, expect, placementReasons, test } from '../../harness/index.ts';

// Its product is facts for `nomad-e2e diff`: the claims of CSI volumes, and how Nomad refuses them.

test.concurrent('a second writer of a single-writer volume is not placed', async ({
  cluster,
  nomad,
  scope,
}) => {
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const second = await scope.run('csi/writer.nomad.hcl', { volume_id, job_id: scope.name('second') });

  expect(placementReasons(second.evaluation)).toContain(
    `CSI volume ${volume_id} has exhausted its available writer claims`,
  );
  const volume = await nomad.volumes.read(volume_id);
  expect(Object.keys(volume.WriteAllocs ?? {})).toEqual([holder.ID]);
  expect(volume).toMatchObject({ AccessMode: 'single-node-writer', AttachmentMode: 'file-system' });
  scope.noteFields('plugin', { ...(await nomad.plugins.read('hostpath')), Allocations: [] });
});

test.concurrent('a volume for several writers lists its reader', async ({ cluster, nomad, scope }) => {
  await ensurePlugin(cluster);
  const access_mode = 'multi-node-multi-writer';
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl', { access_mode });
  const reader = await (
    await scope.run('csi/reader.nomad.hcl', { volume_id, access_mode, node: '.*' })
  ).running();
  const volume = await nomad.volumes.read(volume_id);
  expect(Object.keys(volume.ReadAllocs ?? {})).toEqual([reader.ID]);
});

test.concurrent('a volume of an unknown plugin or without a capability is refused', async ({
  cluster,
  nomad,
  scope,
}) => {
  await ensurePlugin(cluster);
  const ID = scope.name('refused');
  scope.trackVolume(ID);
  const RequestedCapabilities = [{ AccessMode: 'single-node-writer', AttachmentMode: 'file-system' }];
  const volume = { ID, Name: ID, PluginID: 'hostpath', RequestedCapabilities };
  await expect(nomad.volumes.create({ ...volume, PluginID: 'no-such-plugin' })).rejects.toThrow(
    'no CSI plugin named',
  );
  await expect(nomad.volumes.create({ ...volume, RequestedCapabilities: [] })).rejects.toThrow('capability');
});
