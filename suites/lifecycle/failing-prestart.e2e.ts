import { countOf, exitCode, expect, taskEvents, test } from '../../harness/index.ts';

test('a prestart that fails is retried by its restart policy, and main never starts', async ({
  nomad,
  scope,
}) => {
  const ended = await (await scope.run('lifecycle/failing-prestart.nomad.hcl')).ended();

  expect(ended.ClientStatus).toBe('failed');
  expect(exitCode(ended, 'init')).toBe(7);
  expect(countOf(ended, 'init', 'Terminated'), 'tries: one and two restarts').toBe(3);
  expect(ended.TaskStates?.init?.Restarts).toBe(2);
  const tries = await nomad.allocations.fs.cat(ended.ID, 'alloc/data/tries');
  expect(tries).toBe('tried\n'.repeat(3));

  expect(taskEvents(ended, 'main').map((event) => event.type)).not.toContain('Started');
  const files = await nomad.allocations.fs.list(ended.ID, 'alloc/data');
  expect(files.map((file) => file.Name)).toEqual(['tries']);
});

test('the failure names the prestart task and the exhausted policy', async ({ scope }) => {
  const ended = await (await scope.run('lifecycle/failing-prestart.nomad.hcl')).ended();

  expect(ended.TaskStates?.init?.Failed).toBe(true);
  const last = taskEvents(ended, 'init').at(-1);
  expect(last).toMatchObject({ type: 'Not Restarting' });
  expect(last?.message).toContain('Exceeded allowed attempts 2');
  const sibling = taskEvents(ended, 'main').find((event) => event.type === 'Sibling Task Failed');
  expect(sibling?.message).toContain('"init" failed');
});
