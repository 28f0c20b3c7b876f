import {
  ensurePlugin,
  expect,
  forgetClient,
  hashesFrom,
  test,
  volumeFree,
  waits,
} from '../../harness/index.ts';

test('a file is there, unchanged, on the new node that replaces the one that wrote it', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsDriver({ otherNodes: true });
  const addedClient = async () => {
    const node = await cluster.addClient();
    scope.defer(`take ${node.name} out again`, () => forgetClient(cluster, node));
    return node;
  };
  const old = await addedClient();
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id, node: `^${old.name}$` })).ended();
  const written = await hashesFrom(nomad, put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);
  await volumeFree(nomad, volume_id);

  await old.kill();
  const replacement = await addedClient();
  await waits.nodeStatus(nomad, old.nomadNodeId ?? '', 'down', { timeoutMs: 90_000 });
  await ensurePlugin(cluster);
  const get = await (
    await scope.run('csi/get-file.nomad.hcl', { volume_id, node: `^${replacement.name}$` })
  ).ended();
  expect(get.NodeID).toBe(replacement.nomadNodeId);
  expect(await hashesFrom(nomad, get)).toEqual(written);
  // A node that is taken out while its volume is detached would keep it.
  await volumeFree(nomad, volume_id);
  scope.observed('CSI volume', 'node loss', 'kept');
}, 480_000);
