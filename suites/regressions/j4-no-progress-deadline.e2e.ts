import { expect, test } from '../../harness/index.ts';

// nomad#17342: a deadline of zero, which means none, was taken for one that every kill_timeout is longer than.
test('a job without a progress deadline may have tasks with a kill_timeout', async ({ nomad, scope }) => {
  const job = await scope.job('regressions/deaf.nomad.hcl');
  const [group] = job.TaskGroups ?? [];
  if (!group?.Update) throw new Error('the job has no update block');
  group.Update.ProgressDeadline = 0;

  const { ValidationErrors } = await nomad.jobs.validate(job);

  scope.knownBug('J4', () => expect((ValidationErrors ?? []).join('; ')).toBe(''));
});
