import { expect, test } from '../../harness/index.ts';

test('a file survives into the next job on the same node', async ({ csi, scope }) => {
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  await csi.free(volume_id);

  const get = await (
    await scope.run('csi/get-file.nomad.hcl', { volume_id, node: `^${put.NodeName}$` })
  ).ended();
  expect(get.NodeID).toBe(put.NodeID);
  expect(get.ID).not.toBe(put.ID);
  expect(await csi.hashes(get)).toEqual(written);
});
