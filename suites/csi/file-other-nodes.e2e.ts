import { expect, test } from '../../harness/index.ts';

test('a file is there, unchanged, for a job on every other node', async ({ cluster, csi, scope }) => {
  scope.needsClients(2);
  scope.needsDriver({ otherNodes: true });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);

  const others = cluster.clients.filter((client) => client.nomadNodeId !== put.NodeID);
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) {
    await csi.free(volume_id);
    const vars = { volume_id, job_id: scope.name(`get-on-${other.name}`), node: `^${other.name}$` };
    const get = await (await scope.run('csi/get-file.nomad.hcl', vars)).ended();
    expect(get.NodeID).toBe(other.nomadNodeId);
    expect(await csi.hashes(get)).toEqual(written);
  }
  scope.observed('CSI volume', 'other nodes', 'seen');
});
