import { expect, test } from '../../harness/index.ts';

test('a file outlives the purge of the job that wrote it', async ({ csi, nomad, scope }) => {
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const job = await scope.run('csi/put-file.nomad.hcl', { volume_id });
  const put = await job.ended();
  const written = await csi.hashes(put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);

  await nomad.jobs.stop(job.jobId, { purge: true });
  await scope.waits.jobGone(job.jobId, { timeoutMs: 30_000 });
  await csi.free(volume_id);

  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(await csi.hashes(get)).toEqual(written);
  scope.observed('CSI volume', 'job end', 'kept');
});
