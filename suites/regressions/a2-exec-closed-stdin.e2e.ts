import { expect, test } from '../../harness/index.ts';

// nomad#24171: the command never learned that its input had ended.
test('a command in a docker task ends when its standard input is closed', async ({ nomad, scope }) => {
  const { ID } = await (await scope.run('regressions/idle.nomad.hcl')).taskRunning('main');

  const signal = AbortSignal.any([AbortSignal.timeout(5000), scope.signal]);
  const call = {
    task: 'main',
    command: ['sh', '-c', 'test "$(cat)" = "all of it"'],
    stdin: 'all of it',
    signal,
  };
  const answer = await nomad.allocations.exec(ID, call).then(
    ({ exitCode }) => `exit code ${exitCode}`,
    (error: Error) => `no end: ${error.message}`,
  );

  scope.knownBug('A2', () => expect(answer).toBe('exit code 0'));
});
