import { expect, test } from '../../harness/index.ts';

test('a task reads a changed variable after its agent was restarted and the keyring rotated', async ({
  nomad,
  scope,
}) => {
  scope.needsCluster('variables');
  const job_id = scope.name('reader');
  const path = `nomad/jobs/${job_id}`;
  const say = (word: string) => nomad.variables.put({ Path: path, Items: { word } });
  scope.defer('delete the variable', () => nomad.variables.delete(path));
  await say('first');
  const node = await scope.addClient();
  const job = await scope.runApart('regressions/variable.nomad.hcl', { job_id, path });
  const { ID } = await job.taskRunning('main');

  await node.agent.restart();
  await nomad.operator.rotateKeyring();
  await say('second');
  await scope.waits.taskRestarted(ID, 'main');

  expect(await nomad.allocations.fs.cat(ID, 'main/local/word')).toBe('second\n');
});
