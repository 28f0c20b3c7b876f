import { expect, placementReasons, test } from '../../harness/index.ts';

test('a plan adds a new job without a failure when its volume is free', async ({ csi, nomad, scope }) => {
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const job = await scope.job('csi/writer.nomad.hcl', { volume_id });

  const plan = await nomad.jobs.plan(job);
  expect(plan.Diff?.Type).toBe('Added');
  expect(placementReasons(plan)).toEqual([]);
  await expect(nomad.jobs.read(job.ID)).rejects.toMatchObject({ status: 404 });
});

test('a plan reports that the volume does not exist', async ({ csi, nomad, scope }) => {
  await csi.healthy();
  const volume_id = scope.name('absent');
  const job = await scope.job('csi/writer.nomad.hcl', { volume_id });

  expect(placementReasons(await nomad.jobs.plan(job))).toEqual([scope.nomadSays.missingVolume(volume_id)]);
});

test('a plan reports that another job holds the volume', async ({ csi, nomad, scope }) => {
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const second = await scope.job('csi/writer.nomad.hcl', { volume_id, job_id: scope.name('second') });

  // Beside it there may be a topology, or the limit of a node that other tests' volumes have reached.
  expect(placementReasons(await nomad.jobs.plan(second))).toContain(
    scope.nomadSays.writerClaimsExhausted(volume_id),
  );
  expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
});

test('a plan shows which field of a registered job changes', async ({ csi, nomad, scope }) => {
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const changed = await scope.job('csi/writer.nomad.hcl', { volume_id, records: '7' });

  const plan = await nomad.jobs.plan(changed);
  expect(plan.Diff?.Type).toBe('Edited');
  expect(plan.Diff).toMatchObject({
    TaskGroups: [
      { Tasks: [{ Name: 'write', Fields: [{ Type: 'Edited', Name: 'Env[RECORDS]', Old: '0', New: '7' }] }] },
    ],
  });
});
