import { endTask, expect, finishedAt, startedAt, test } from '../../harness/index.ts';

const access_mode = 'single-node-reader-only';

test('a writer on a single-node-reader-only volume is refused when it is registered', async ({
  nomad,
  scope,
}) => {
  const writer = await scope.job('csi/writer.nomad.hcl', { volume_id: scope.name('any'), access_mode });
  await expect(nomad.jobs.register(writer)).rejects.toThrow(
    'single-node-reader-only volumes must be read-only',
  );
});

test('a group of two readers on a single-node-reader-only volume is refused when it is registered', async ({
  nomad,
  scope,
}) => {
  scope.needsNomad('1.3.0', 'the count of claims at registration (C1)');
  const two = await scope.job('csi/reader.nomad.hcl', {
    volume_id: scope.name('any'),
    access_mode,
    count: '2',
  });
  await expect(nomad.jobs.register(two)).rejects.toThrow(
    'volume with single-node-reader-only access mode allows only one reader',
  );
});

test('a second reading job starts only after the first has ended', async ({ csi, nomad, scope }) => {
  scope.needsMachines("it reads the clients' logs");
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { access_mode });
  const vars = (job: string) => ({ volume_id, access_mode, job_id: scope.name(job) });
  const first = await scope.run('csi/reader.nomad.hcl', vars('first'));
  const holder = await first.running();

  const second = await (await scope.run('csi/reader.nomad.hcl', vars('second'))).allocation();
  await csi.claimRefused(second);
  expect(await nomad.allocations.read(second.ID)).toMatchObject({ ClientStatus: 'pending' });
  await endTask(nomad, holder, 'read');
  await scope.waits.allocationRunning(second.ID, { timeoutMs: 90_000 });

  const read = await first.ended();
  expect(startedAt(await nomad.allocations.read(second.ID), 'read')).toBeGreaterThan(
    finishedAt(read, 'read'),
  );
});
