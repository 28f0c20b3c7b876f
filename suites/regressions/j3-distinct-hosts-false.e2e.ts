import { expect, test } from '../../harness/index.ts';

// nomad#16907: the constraint held whatever its value was.
test('allocations share nodes where distinct_hosts is false', async ({ nomad, scope }) => {
  const job = await scope.job('regressions/script.nomad.hcl');
  const [group] = job.TaskGroups ?? [];
  if (!group) throw new Error('the job has no group');
  group.Constraints = [{ LTarget: '', RTarget: 'false', Operand: 'distinct_hosts' }];
  group.Count = (await nomad.nodes.list()).length + 1;

  const { FailedTGAllocs } = await nomad.jobs.plan(job);

  const filtered = FailedTGAllocs?.[group.Name]?.ConstraintFiltered ?? {};
  scope.knownBug('J3', () => expect(filtered).toEqual({}));
});
