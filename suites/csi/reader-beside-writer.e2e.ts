import { endTask, expect, finishedAt, startedAt, taskEvents, test } from '../../harness/index.ts';

test('a reader beside the writer of a single-node-writer volume starts only after it', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines("it reads the clients' logs");
  // Else the volume may stay attached for writing where its writer has ended (C10).
  scope.needsNomad('1.4.0', 'a detach at each release');
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  const holder = await writer.running();

  const reader = await scope.run('csi/reader.nomad.hcl', { volume_id });
  const placed = await reader.allocation();
  await csi.claimRefused(placed);
  expect(await nomad.allocations.read(placed.ID)).toMatchObject({ ClientStatus: 'pending' });
  expect((await csi.audit(volume_id)).claims).toMatchObject([{ allocationId: holder.ID, mode: 'write' }]);

  await endTask(nomad, holder, 'write');
  const wrote = await writer.ended();
  await scope.waits.allocationRunning(placed.ID, { timeoutMs: 90_000 });
  const reading = await nomad.allocations.read(placed.ID);
  const received = taskEvents(reading, 'read').find(({ type }) => type === 'Received')?.at;
  expect(received).toBeLessThan(finishedAt(wrote, 'write'));
  expect(startedAt(reading, 'read')).toBeGreaterThan(finishedAt(wrote, 'write'));
});
