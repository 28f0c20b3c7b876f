import { expect, test } from '../../harness/index.ts';

test('a file survives on the node that replaces the one that wrote it', async ({ csi, scope }) => {
  scope.needsDriver({ otherNodes: true });
  const own = await csi.ownClients(1);
  const [old] = own.clients;
  const { ID: volume_id } = await own.volume('csi/volume.volume.hcl');
  const put = await (await own.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  await csi.free(volume_id);

  await old?.kill();
  const [replacement] = await Promise.all([
    scope.addClient(),
    scope.waits.nodeStatus(put.NodeID, 'down', { timeoutMs: 90_000 }),
  ]);
  await own.healthy();
  const get = await (await own.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(get.NodeID).toBe(replacement.nomadNodeId);
  expect(get.NodeID).not.toBe(put.NodeID);
  expect(await csi.hashes(get)).toEqual(written);
  scope.observed('CSI volume', 'node loss', 'kept');
});
