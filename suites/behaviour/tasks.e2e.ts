import { countOf, exitCode, expect, finishedAt, startedAt, taskEvents, test } from '../../harness/index.ts';

// Its product is facts for `nomad-e2e diff`: the states and events of tasks, and Nomad's messages.

test.concurrent.for(['exec', 'raw_exec', 'docker'])(
  'prestart, main and poststop of driver %s run one after the other',
  async (driver, { scope }) => {
    const ended = await (await scope.run('behaviour/run/three-steps.nomad.hcl', { driver })).ended();
    expect(ended.ClientStatus).toBe('complete');
    expect(startedAt(ended, 'main')).toBeGreaterThan(finishedAt(ended, 'before'));
    expect(startedAt(ended, 'after')).toBeGreaterThan(finishedAt(ended, 'main'));
  },
);

test.concurrent.for([
  { script: 'exit 3', driver: 'exec', code: 3 },
  { script: 'exit 3', driver: 'docker', code: 3 },
  { script: 'kill -9 $$', driver: 'raw_exec', code: 137 },
  { script: 'kill -15 $$', driver: 'raw_exec', code: 143 },
])('the allocation of "$script" by $driver fails with exit code $code', async (each, { scope }) => {
  const { script, driver, code } = each;
  const ended = await (await scope.run('behaviour/run/ending.nomad.hcl', { script, driver })).ended();
  expect(ended.ClientStatus).toBe('failed');
  expect(exitCode(ended, 'main')).toBe(code);
});

test.concurrent('a container that exceeds its memory is killed', async ({ scope }) => {
  const vars = { driver: 'docker', script: 'exec tail /dev/zero' };
  const ended = await (await scope.run('behaviour/run/ending.nomad.hcl', vars)).ended();
  expect(exitCode(ended, 'main')).toBe(137);
  // Whether Nomad learns why is a race within Docker, which may report it after the container's end.
  expect(taskEvents(ended, 'main').at(-2)?.message).toMatch(/"OOM Killed"|non-zero exit code: 137"/);
});

test.concurrent('a failed task is restarted as often as its policy allows', async ({ scope }) => {
  const ended = await (
    await scope.run('behaviour/run/ending.nomad.hcl', { script: 'exit 3', attempts: '1' })
  ).ended();
  expect(countOf(ended, 'main', 'Terminated')).toBe(2);
  expect(ended.TaskStates?.main).toMatchObject({ Failed: true, Restarts: 1 });
});

test.concurrent('a failed prestart keeps main from starting', async ({ scope }) => {
  const ended = await (await scope.run('behaviour/run/failing-prestart.nomad.hcl')).ended();
  expect(exitCode(ended, 'before')).toBe(1);
  expect(taskEvents(ended, 'main').map(({ type }) => type)).not.toContain('Started');
});

test.concurrent.for(['exec', 'raw_exec', 'docker'])(
  'a missing command is a driver failure (%s)',
  async (driver, { scope }) => {
    const ended = await (await scope.run('behaviour/run/unstartable.nomad.hcl', { driver })).ended();
    expect(taskEvents(ended, 'main').map(({ type }) => type)).toContain('Driver Failure');
  },
);

test.concurrent('a missing artifact keeps its task from starting', async ({ scope }) => {
  const ended = await (await scope.run('behaviour/run/artifact-missing.nomad.hcl')).ended();
  const types = taskEvents(ended, 'main').map(({ type }) => type);
  expect(types).toContain('Failed Artifact Download');
  expect(types).not.toContain('Started');
});
