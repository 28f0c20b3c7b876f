import { exitCode, expect, finishedAt, openGate, startedAt, test } from '../../harness/index.ts';

const file = 'lifecycle/poststop.nomad.hcl';

test.concurrent.for([
  { code: 0, status: 'complete' },
  { code: 3, status: 'failed' },
])('poststop runs after main ended with exit code $code', async ({ code, status }, { nomad, scope }) => {
  const job = await scope.run(file);
  await openGate(nomad, await job.taskRunning('main'), 'main', String(code));
  const ended = await job.ended();

  expect(exitCode(ended, 'main')).toBe(code);
  expect(startedAt(ended, 'cleanup'), "start of cleanup, after main's end").toBeGreaterThan(
    finishedAt(ended, 'main'),
  );
  expect(exitCode(ended, 'cleanup')).toBe(0);
  expect(await nomad.allocations.fs.cat(ended.ID, 'alloc/data/steps')).toBe('main\ncleanup\n');
  expect(ended.ClientStatus).toBe(status);
});

test.concurrent('poststop runs after main when the job is stopped', async ({ nomad, scope }) => {
  const job = await scope.run(file);
  await job.taskRunning('main');
  await nomad.jobs.stop(job.jobId);
  const ended = await job.ended();

  expect(startedAt(ended, 'cleanup'), "start of cleanup, after main's end").toBeGreaterThan(
    finishedAt(ended, 'main'),
  );
  expect(await nomad.allocations.fs.cat(ended.ID, 'alloc/data/steps')).toBe('stopped\ncleanup\n');
});
