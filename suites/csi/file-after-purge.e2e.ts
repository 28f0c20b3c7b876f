import { ensurePlugin, expect, hashesFrom, test, volumeFree, waits } from '../../harness/index.ts';

test('a file is there, unchanged, after the job that put it was purged', async ({
  cluster,
  nomad,
  scope,
}) => {
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const job = await scope.run('csi/put-file.nomad.hcl', { volume_id });
  const put = await job.ended();
  const written = await hashesFrom(nomad, put);
  expect(Object.keys(written)).toEqual([`hello-${put.ID}`]);

  await nomad.jobs.stop(job.jobId, { purge: true });
  await waits.jobGone(nomad, job.jobId, { timeoutMs: 30_000 });
  await volumeFree(nomad, volume_id);

  const get = await (await scope.run('csi/get-file.nomad.hcl', { volume_id })).ended();
  expect(await hashesFrom(nomad, get)).toEqual(written);
  scope.observed('CSI volume', 'job end', 'kept');
});
