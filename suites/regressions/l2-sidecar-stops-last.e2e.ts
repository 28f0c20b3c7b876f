import { expect, firstLine, test } from '../../harness/index.ts';

// nomad#13055: a proxy was told to stop together with the main task that still needed it.
test('a stopped job tells its sidecar to stop only when the slow main task is over', async ({
  nomad,
  scope,
}) => {
  const job = await scope.run('regressions/slow-main.nomad.hcl');
  const { ID } = await job.taskRunning('main');
  if ((await firstLine(nomad, ID, 'main')) !== 'ready to be stopped')
    throw new Error('main has not set its trap');

  await nomad.jobs.stop(job.jobId);
  await job.ended();

  const steps = (await nomad.allocations.fs.cat(ID, 'alloc/data/steps')).trim().split('\n');
  scope.knownBug('L2', () => expect(steps).toEqual(['main over', 'proxy told to stop']));
});
