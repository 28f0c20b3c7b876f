import { expect, placementReasons, test } from '../../harness/index.ts';

test('a rejected claim does not hinder the next one', async ({ csi, nomad, scope }) => {
  const { ID: volumeId } = await csi.volume('csi/volume.volume.hcl');
  const writer = (job: string) =>
    scope.run('csi/writer.nomad.hcl', { volume_id: volumeId, job_id: scope.name(job) });
  const first = await writer('first');
  await first.running();
  const rejected = await writer('rejected');
  expect(placementReasons(rejected.evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volumeId));

  const path = 'stopped after a rejected claim';
  await csi.measureRelease({ volumeId, path, boundMs: 20_000 }, async () => {
    await nomad.jobs.stop(rejected.jobId);
    await nomad.jobs.stop(first.jobId);
  });
  const next = await (await writer('next')).running();
  expect(next.ClientStatus).toBe('running');
});
