import { auditClaims, ensurePlugin, expect, test } from '../../harness/index.ts';

test('detaching a volume from the node of a running holder takes neither its claim nor its mounts', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsMachines('it looks at the mounts of the node');
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const held = await auditClaims(cluster, volume_id);
  expect(held.claims).toMatchObject([{ allocationId: holder.ID, mode: 'write', ended: false }]);
  expect(held.mounts?.map(({ kind }) => kind).sort()).toEqual(['publish', 'stage']);

  // Nomad detaches only claims of ended allocations; 1.11.3 answers 'Unknown allocation' to every detach.
  const answer = await nomad.volumes.detach(volume_id, holder.NodeID).catch((error: unknown) => error);
  if (answer !== undefined) expect(answer).toMatchObject({ status: 500, body: 'Unknown allocation' });
  expect(await auditClaims(cluster, volume_id)).toEqual({ ...held, differences: [] });
});
