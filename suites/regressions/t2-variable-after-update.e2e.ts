import { expect, test } from '../../harness/index.ts';

// nomad#16266: an update in place took the task's identity from its templates, which then read no variable any more.
test('a task is restarted for a change of its variable after an update in place', async ({
  nomad,
  scope,
}) => {
  scope.needsCluster('variables');
  const job_id = scope.name('reader');
  const path = `nomad/jobs/${job_id}`;
  const say = (word: string) => nomad.variables.put({ Path: path, Items: { word } });
  scope.defer('delete the variable', () => nomad.variables.delete(path));
  await say('first');
  const job = await scope.job('regressions/variable.nomad.hcl', { job_id, path });
  const { ID } = await (await scope.submit(job)).taskRunning('main');

  const service = { Name: scope.id, Provider: 'nomad', PortLabel: 'main' };
  for (const task of job.TaskGroups?.[0]?.Tasks ?? []) task.Services = [service];
  await scope.submit(job);
  // The agent registers it when it has brought the update to the task's templates.
  await scope.waits.until({
    what: `service ${scope.id}`,
    source: {
      blocking: (index, signal) => nomad.blocking<object[]>(`/v1/service/${scope.id}`, { index, signal }),
    },
    until: ([registered]) => registered,
  });
  await say('second');

  const word = await scope.waits.taskRestarted(ID, 'main').then(
    () => nomad.allocations.fs.cat(ID, 'main/local/word'),
    (error: Error) => `not restarted: ${error.message}`,
  );
  scope.knownBug('T2', () => expect(word).toBe('second\n'));
});
