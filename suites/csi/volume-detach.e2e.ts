import { expect, test } from '../../harness/index.ts';

test('detaching a volume from the node of a running holder removes neither claim nor mounts', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it looks at the mounts of the node');
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const held = await csi.audit(volume_id);
  expect(held.claims).toMatchObject([{ allocationId: holder.ID, mode: 'write', ended: false }]);
  expect(held.mounts?.map(({ kind }) => kind).sort()).toEqual(
    scope.driver.stage ? ['publish', 'stage'] : ['publish'],
  );

  // Nomad detaches only claims of ended allocations; 1.11.3 answers 'Unknown allocation' to every detach.
  const answer = await nomad.volumes.detach(volume_id, holder.NodeID).catch((error: unknown) => error);
  if (answer !== undefined) expect(answer).toMatchObject({ status: 500, body: 'Unknown allocation' });
  expect(await csi.audit(volume_id)).toEqual({ ...held, differences: [] });
});
