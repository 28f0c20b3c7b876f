import { expect, firstLine, test } from '../../harness/index.ts';

// nomad#18108: moving the disk on one client took the folder of the old allocation's logs with it.
test('the logs of an allocation are kept when its ephemeral disk moves on one node', async ({
  nomad,
  scope,
}) => {
  const job = await scope.job('regressions/script.nomad.hcl', {
    script: 'echo first release; exec sleep infinity',
  });
  const [group] = job.TaskGroups ?? [];
  if (!group) throw new Error('the job has no group');
  group.EphemeralDisk = { Sticky: true, Migrate: true, SizeMB: 150 };
  const before = await (await scope.submit(job)).deployed();
  expect(await firstLine(nomad, before.ID, 'main')).toBe('first release');

  group.Tasks?.forEach((task) => {
    task.Env = { RELEASE: '2' };
  });
  const after = await (await scope.submit(job)).deployed();
  expect({ node: after.NodeID, isNew: after.ID !== before.ID }).toEqual({ node: before.NodeID, isNew: true });

  const log = await nomad.allocations
    .logs(before.ID, { task: 'main', type: 'stdout' })
    .catch((error: Error) => error.message);
  scope.knownBug('H2', () => expect(log, 'the log of the old allocation').toBe('first release\n'));
});
