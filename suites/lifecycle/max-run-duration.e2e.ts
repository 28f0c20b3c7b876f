import { countOf, expect, finishedAt, test } from '../../harness/index.ts';

const file = 'regressions/script.nomad.hcl';

// https://developer.hashicorp.com/nomad/docs/job-specification/group#max_run_duration
test('a batch allocation that runs longer than max_run_duration is ended as complete', async ({
  nomad,
  scope,
}) => {
  scope.needsNomad('2.0.3', 'max_run_duration');
  const job = await scope.job(file, { type: 'batch', attempts: '3' });
  for (const group of job.TaskGroups ?? []) group.MaxRunDuration = 5e9;

  const ended = await (await scope.submit(job)).ended();
  expect(ended).toMatchObject({
    ClientStatus: 'complete',
    ClientDescription: 'allocation exceeded max_run_duration',
  });
  expect(countOf(ended, 'main', 'Started')).toBe(1);
  // Counted from when the allocation was made.
  const seconds = (finishedAt(ended, 'main') - ended.CreateTime) / 1e9;
  expect(seconds, 'seconds from the allocation to the end of its task').toBeGreaterThan(5);
  expect((await nomad.jobs.allocations(job.ID)).map(({ ID }) => ID)).toEqual([ended.ID]);
});

test('a batch allocation that is done within max_run_duration ends by itself', async ({ scope }) => {
  scope.needsNomad('2.0.3', 'max_run_duration');
  const job = await scope.job(file, { type: 'batch', script: 'exit 0' });
  for (const group of job.TaskGroups ?? []) group.MaxRunDuration = 60e9;
  const ended = await (await scope.submit(job)).ended();
  expect(ended.ClientStatus).toBe('complete');
  expect(ended.ClientDescription).not.toContain('max_run_duration');
});

test('a service with max_run_duration is refused', async ({ scope }) => {
  scope.needsNomad('2.0.3', 'max_run_duration');
  const job = await scope.job(file);
  for (const group of job.TaskGroups ?? []) group.MaxRunDuration = 5e9;
  await expect(scope.submit(job)).rejects.toThrow(/max_run_duration|MaxRunDuration/i);
});
