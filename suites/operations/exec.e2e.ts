import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '../../harness/index.ts';

test.concurrent.for(['exec', 'raw_exec', 'docker'])(
  'a command in a task of driver %s has its input, both outputs and exit code',
  async (driver, { nomad, scope }) => {
    if (driver === 'raw_exec') scope.needsCluster('alloc-node-exec');
    const { ID } = await (await scope.run('operations/echo.nomad.hcl', { driver })).running();
    const shell = (script: string, more: { stdin?: string; tty?: boolean } = {}) =>
      nomad.allocations.shell(ID, { task: 'echo', script, ...more, signal: scope.signal });

    expect(await shell('head -c 7; echo wrong >&2; exit 7', { stdin: 'through' })).toEqual({
      exitCode: 7,
      stdout: 'through',
      stderr: 'wrong\n',
    });
    expect((await shell('echo "$NOMAD_ALLOC_ID"')).stdout).toBe(`${ID}\n`);
    const stdin = randomBytes(150_000).toString('hex');
    const hash = createHash('sha256').update(stdin).digest('hex');
    expect((await shell('head -c 300000 | sha256sum', { stdin })).stdout).toBe(`${hash}  -\n`);
    const terminal = await shell('tty', { tty: true });
    expect(terminal).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\/dev\//) });
    expect((await shell('tty')).stdout).toBe('not a tty\n');
    const reads = {
      task: 'echo',
      command: ['sh', '-c', 'test "$(cat)" = "all of it"'],
      signal: scope.signal,
    };
    expect(await nomad.allocations.exec(ID, { ...reads, stdin: 'all of it' })).toMatchObject({ exitCode: 0 });
  },
);

test('a command in a task that has ended is refused', async ({ nomad, scope }) => {
  const job = await scope.run('operations/echo.nomad.hcl');
  const { ID, JobID } = await job.running();
  await nomad.jobs.stop(JobID);
  await job.ended();
  const late = nomad.allocations.exec(ID, { task: 'echo', command: ['true'], signal: scope.signal });
  await expect(late).rejects.toThrow(scope.nomadSays.execAfterEnd(ID));
});
