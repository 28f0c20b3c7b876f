import { expect, test } from '../../harness/index.ts';

const hourNs = 3600e9;

// nomad#10502: a failed allocation outlived its job, and was taken for that of the next job of its id.
test('a job that had failed is placed when it is run again after its purge', async ({ nomad, scope }) => {
  const job = await scope.job('regressions/script.nomad.hcl', { script: 'exit 1' });
  for (const group of job.TaskGroups ?? [])
    group.ReschedulePolicy = { Attempts: 0, Unlimited: true, Delay: hourNs, DelayFunction: 'constant' };
  const { ID } = await (await scope.submit(job)).ended();
  await nomad.jobs.stop(job.ID, { purge: true });
  await scope.waits.jobGone(job.ID);

  const { evaluation } = await scope.submit(job);

  const placed = (await nomad.jobs.allocations(job.ID)).filter((allocation) => allocation.ID !== ID);
  const { FailedTGAllocs: unplaceable = null } = evaluation;
  scope.knownBug('J1', () =>
    expect({ placed: placed.length, unplaceable }).toEqual({ placed: 1, unplaceable: null }),
  );
});
