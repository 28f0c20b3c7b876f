import { expect, test } from '../../harness/index.ts';

test('a volume made from a snapshot has only the file of that moment', async ({ csi, nomad, scope }) => {
  scope.needsDriver({ can: 'snapshot' });
  const plugin = await csi.healthy();
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  await csi.free(volume_id);

  const [snapshot] = await nomad.volumes.snapshots.create({
    Name: scope.name('snapshot'),
    SourceVolumeID: volume_id,
    PluginID: plugin,
  });
  const snapshot_id = snapshot?.ID ?? '';
  const remove = () => nomad.volumes.snapshots.delete({ pluginId: plugin, snapshotId: snapshot_id });
  scope.defer('delete the snapshot', remove);
  const { list_snapshots } = scope.driver;
  const listed = async () => (await nomad.volumes.snapshots.list(plugin)).map(({ ID }) => ID);
  if (list_snapshots) expect(await listed()).toContain(snapshot_id);
  const later = { volume_id, job_id: scope.name('put-later') };
  await (await scope.run('csi/put-file.nomad.hcl', later)).ended();

  const { ID: restored } = await csi.volume('csi/restored.volume.hcl', { snapshot_id });
  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id: restored })).ended();
  expect(await csi.hashes(get)).toEqual(written);

  await remove();
  if (list_snapshots) expect(await listed()).not.toContain(snapshot_id);
});
