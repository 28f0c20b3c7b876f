import { countOf, exitCode, expect, taskEvents, test } from '../../harness/index.ts';

test('a prestart that fails is retried by its restart policy and keeps main from starting', async ({
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
  const [given, ...after] = fromEvent(taskEvents(ended, 'init'), 'Not Restarting');
  expect(given).toMatchObject({ type: 'Not Restarting' });
  expect(given?.message).toContain('Exceeded allowed attempts 2');
  // Nomad before 1.10 tells of a kill as well; what must not follow is another try.
  expect(after.map((event) => event.type)).not.toContain('Started');
  const sibling = taskEvents(ended, 'main').find((event) => event.type === 'Sibling Task Failed');
  expect(sibling?.message).toContain('"init" failed');
});

/** The events from the first of this type on. */
const fromEvent = (events: ReturnType<typeof taskEvents>, type: string) =>
  events.slice(events.findIndex((event) => event.type === type));
