import { expect, hashesFrom, ownClients, test, volumeFree, waits } from '../../harness/index.ts';

test('a file is there, unchanged, on the new node that replaces the one that wrote it', async ({
  driver,
  nomad,
  scope,
}) => {
  scope.needsDriver({ otherNodes: true });
  const own = await ownClients(1, { driver, nomad, scope });
  const [old] = own.clients;
  const { ID: volume_id } = await own.volume('csi/volume.volume.hcl');
  const put = await (await own.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await hashesFrom(nomad, put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  await volumeFree(nomad, volume_id);

  await old?.kill();
  const [replacement] = await Promise.all([
    scope.addClient(),
    waits.nodeStatus(nomad, put.NodeID, 'down', { timeoutMs: 90_000, signal: scope.signal }),
  ]);
  await own.healthy();
  const get = await (await own.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(get.NodeID).toBe(replacement.nomadNodeId);
  expect(get.NodeID).not.toBe(put.NodeID);
  expect(await hashesFrom(nomad, get)).toEqual(written);
  scope.observed('CSI volume', 'node loss', 'kept');
}, 480_000);
