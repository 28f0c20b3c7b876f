import {
  countOf,
  exitCode,
  expect,
  finishedAt,
  openGate,
  startedAt,
  taskEvents,
  test,
} from '../../harness/index.ts';

test('poststart tasks start after main and their sidecar ends with it', async ({ nomad, scope }) => {
  const job = await scope.run('lifecycle/poststart.nomad.hcl');
  const { ID } = await job.allocation();
  await scope.waits.taskState(ID, 'register', (state) => state.State === 'dead');
  await scope.waits.taskState(ID, 'proxy', (state) => state.State === 'running');
  const during = await nomad.allocations.read(ID);
  await openGate(nomad, during, 'main');
  const ended = await job.ended();

  expect(during.TaskStates?.main?.State, 'main after the poststart task ended').toBe('running');
  expect(startedAt(ended, 'register'), "start of register, after main's").toBeGreaterThan(
    startedAt(ended, 'main'),
  );
  expect(startedAt(ended, 'proxy')).toBeGreaterThan(startedAt(ended, 'main'));
  expect(exitCode(ended, 'register')).toBe(0);
  expect(await nomad.allocations.fs.stat(ID, 'alloc/data/registered')).toMatchObject({ Name: 'registered' });
  expect(finishedAt(ended, 'proxy')).toBeGreaterThan(finishedAt(ended, 'main'));
  expect(taskEvents(ended, 'proxy').map((event) => event.type)).toContain('Main Tasks Dead');
  expect(ended.ClientStatus).toBe('complete');
});

test('no poststart task starts while main is held back', async ({ nomad, scope }) => {
  scope.needsCluster('variables');
  const job = await scope.run('lifecycle/poststart.nomad.hcl', { held: 'true' });
  const { ID } = await job.allocation();
  // Nomad says so when main has waited for some seconds: as long, nothing else kept the others from starting.
  const isHeld = ({ Events }: { Events?: { DisplayMessage?: string }[] | null }) =>
    (Events ?? []).some(({ DisplayMessage = '' }) => DisplayMessage.startsWith('Missing: nomad.var'));
  const held = await scope.waits.taskState(ID, 'main', isHeld);
  expect(countOf(held, 'register', 'Started'), 'starts of register before main').toBe(0);
  expect(countOf(held, 'proxy', 'Started'), 'starts of proxy before main').toBe(0);

  const variable = `nomad/jobs/${job.jobId}`;
  scope.defer(`delete the variable ${variable}`, () => nomad.variables.delete(variable));
  await nomad.variables.put({ Path: variable, Items: { go: 'on' } });
  await scope.waits.taskState(ID, 'register', (state) => state.State === 'dead');
  expect(countOf(await nomad.allocations.read(ID), 'main', 'Started'), 'starts of main').toBe(1);
});
