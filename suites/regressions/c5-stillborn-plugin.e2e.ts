import { expect, NomadApiError, test } from '../../harness/index.ts';

// nomad#11758: purging such a job failed inside Nomad's state, and the job stayed for ever.
test('a plugin job whose plugin never came up can be purged', async ({ nomad, scope }) => {
  const job = await scope.run('regressions/stillborn-plugin.nomad.hcl', { plugin_id: scope.name('plugin') });
  await job.taskRunning('driver');
  await nomad.jobs.stop(job.jobId);
  await job.ended();

  await nomad.jobs.stop(job.jobId, { purge: true }).catch(() => undefined);
  const left = await nomad.jobs.read(job.jobId).then(
    ({ Status }) => `the job is ${Status}`,
    (error: Error) => (error instanceof NomadApiError ? error.status : error.message),
  );

  scope.knownBug('C5', () => expect(left).toBe(404));
});
