import { ensurePlugin, expect, hashesFrom, test, volumeFree } from '../../harness/index.ts';

test('a file that one job put is there, unchanged, for a job on every other node', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsClients(2);
  scope.needsDriver({ otherNodes: true });
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await hashesFrom(nomad, put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);

  const others = cluster.clients.filter((client) => client.nomadNodeId !== put.NodeID);
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) {
    await volumeFree(nomad, volume_id);
    const vars = { volume_id, job_id: scope.name(`get-on-${other.name}`), node: `^${other.name}$` };
    const get = await (await scope.run('csi/get-file.nomad.hcl', vars)).ended();
    expect(get.NodeID).toBe(other.nomadNodeId);
    expect(await hashesFrom(nomad, get)).toEqual(written);
  }
  scope.observed('CSI volume', 'other nodes', 'seen');
});
