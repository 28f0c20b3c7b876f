import { expect, placementReasons, test } from '../../harness/index.ts';

const access_mode = 'multi-node-single-writer';

test('a group of two writers on a multi-node-single-writer volume is refused when it is registered', async ({
  nomad,
  scope,
}) => {
  scope.needsNomad('1.3.0', 'the count of claims at registration (C1)');
  const two = await scope.job('csi/writer.nomad.hcl', {
    volume_id: scope.name('any'),
    access_mode,
    count: '2',
  });
  await expect(nomad.jobs.register(two)).rejects.toThrow(
    'volume with multi-node-single-writer access mode allows only one writer',
  );
});

test('beside its one writer a volume takes a reader on another node but no second writer', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsClients(2);
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { access_mode });
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id, access_mode })).running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);
  const elsewhere = { volume_id, access_mode, node: `^${other?.name}$` };

  const reader = await (await scope.run('csi/reader.nomad.hcl', elsewhere)).running();
  expect(reader.NodeID).toBe(other?.nomadNodeId);
  const second = await scope.run('csi/writer.nomad.hcl', { ...elsewhere, job_id: scope.name('second') });
  expect(placementReasons(second.evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volume_id));

  expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
  const { claims, differences } = await csi.audit(volume_id);
  expect(claims.map(({ mode, allocationId }) => [mode, allocationId]).sort()).toEqual([
    ['read', reader.ID],
    ['write', holder.ID],
  ]);
  expect(differences).toEqual([]);
});
