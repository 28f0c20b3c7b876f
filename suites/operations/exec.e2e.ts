import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '../../harness/index.ts';

test.concurrent.for(['exec', 'raw_exec', 'docker'])(
  'driver %s: a command runs within the task, with its input, both outputs and exit code',
  async (driver, { nomad, scope }) => {
    const { ID } = await (await scope.run('operations/echo.nomad.hcl', { driver })).running();
    const exec = (script: string, stdin?: string) =>
      nomad.allocations.exec(ID, {
        task: 'echo',
        command: ['sh', '-c', script],
        stdin,
        signal: scope.signal,
      });

    expect(await exec('cat; echo wrong >&2; exit 7', 'through')).toEqual({
      exitCode: 7,
      stdout: 'through',
      stderr: 'wrong\n',
    });
    expect((await exec('echo "$NOMAD_ALLOC_ID"')).stdout).toBe(`${ID}\n`);
    const input = randomBytes(150_000).toString('hex');
    const hash = createHash('sha256').update(input).digest('hex');
    expect((await exec('sha256sum', input)).stdout).toBe(`${hash}  -\n`);
    const terminal = await nomad.allocations.exec(ID, { task: 'echo', command: ['tty'], tty: true });
    expect(terminal).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\/dev\//) });
    expect((await exec('tty')).stdout).toBe('not a tty\n');
  },
);

test('a command in a task that has ended is refused', async ({ nomad, scope }) => {
  const job = await scope.run('operations/echo.nomad.hcl');
  const { ID, JobID } = await job.running();
  await nomad.jobs.stop(JobID);
  await job.ended();
  const late = nomad.allocations.exec(ID, { task: 'echo', command: ['true'], signal: scope.signal });
  await expect(late).rejects.toThrow(/client status of allocation .* is complete/);
});
