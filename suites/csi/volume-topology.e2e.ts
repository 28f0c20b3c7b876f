import { expect, placementReasons, test } from '../../harness/index.ts';

test('a job is placed on the node that its volume is bound to, and on no other', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ ownNode: true });
  scope.needsClients(2);
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const put = await (await scope.run('csi/put-file.nomad.hcl', { volume_id })).ended();
  const written = await csi.hashes(put);
  await csi.free(volume_id);

  for (const { name, nomadNodeId } of cluster.clients) {
    const vars = { volume_id, job_id: scope.name(`get-on-${name}`), node: `^${name}$` };
    const reasons = placementReasons(await nomad.jobs.plan(await scope.job('csi/get-file.nomad.hcl', vars)));
    if (nomadNodeId === put.NodeID) expect(reasons).toEqual([]);
    else expect(reasons).toContain(scope.nomadSays.outOfReach());
  }
  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(get.NodeID).toBe(put.NodeID);
  expect(await csi.hashes(get)).toEqual(written);
});
