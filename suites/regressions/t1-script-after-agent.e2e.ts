import { expect, test } from '../../harness/index.ts';

// nomad#15851: the templates of a task that the agent had found running did not know how to run anything in it.
test('a change script runs for a change that was made while its agent was down', async ({ nomad, scope }) => {
  scope.needsCluster('variables');
  const job_id = scope.name('copier');
  const path = `nomad/jobs/${job_id}`;
  const say = (word: string) => nomad.variables.put({ Path: path, Items: { word } });
  scope.defer('delete the variable', () => nomad.variables.delete(path));
  await say('first');
  const node = await scope.addClient();
  const { ID } = await (
    await scope.runApart('regressions/change-script.nomad.hcl', { job_id, path })
  ).taskRunning('main');

  await node.agent.stop();
  await say('second');
  await node.agent.start();
  const hooked = await scope.waits.taskState(ID, 'main', ({ Events }) => Boolean(hookSaid(Events)));

  const { Restarts, Events } = hooked.TaskStates?.main ?? {};
  scope.knownBug('T1', () => expect(hookSaid(Events)).toMatch(/successfully ran script/));
  expect(Restarts).toBe(0);
});

/** What a task's templates have said of their script. */
function hookSaid(events: { Type: string; DisplayMessage?: string }[] | null | undefined) {
  return events?.find(({ DisplayMessage = '' }) => /^Template .*script/.test(DisplayMessage))?.DisplayMessage;
}
