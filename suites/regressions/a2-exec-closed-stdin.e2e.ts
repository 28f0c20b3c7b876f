import { deadline, expect, test } from '../../harness/index.ts';

// nomad#24171: the command never learned that its input had ended.
test('a command in a docker task ends when its standard input is closed', async ({ nomad, scope }) => {
  const { ID } = await (await scope.run('regressions/idle.nomad.hcl')).taskRunning('main');

  const signal = deadline({ what: 'end of the command', ms: 5000, signal: scope.signal });
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
