import { expect, finishedAt, openGate, taskEvents, test } from '../../harness/index.ts';
import { startsOf } from './starts.ts';

const file = 'lifecycle/restarts.nomad.hcl';

test('main that fails is restarted alone', async ({ nomad, scope }) => {
  const before = await (await scope.run(file)).taskRunning('main');
  await openGate(nomad, before, 'main', '1');
  await scope.waits.taskRestarted(before.ID, 'main');

  // Answers only after main has noted its second start.
  await openGate(nomad, before, 'main', '1');
  const { init, sidecar } = await startsOf(nomad, before);
  expect({ init, sidecar }).toEqual({ init: 1, sidecar: 1 });
  const after = await nomad.allocations.read(before.ID);
  expect(taskEvents(after, 'init')).toEqual(taskEvents(before, 'init'));
});

test('alloc restart of one task runs only that task again', async ({ nomad, scope }) => {
  const before = await (await scope.run(file)).taskRunning('main');
  await nomad.allocations.restart(before.ID, { task: 'main' });
  await scope.waits.taskRestarted(before.ID, 'main');

  await openGate(nomad, before, 'main', '1');
  const { init, sidecar } = await startsOf(nomad, before);
  expect({ init, sidecar }).toEqual({ init: 1, sidecar: 1 });
});

test('alloc restart of all tasks runs init again before main', async ({ nomad, scope }) => {
  scope.needsNomad('1.3.4', 'the restart of all tasks');
  const before = await (await scope.run(file)).taskRunning('main');
  await nomad.allocations.restart(before.ID, { all: true });
  await scope.waits.taskRestarted(before.ID, 'main');

  await openGate(nomad, before, 'main', '1');
  expect(await startsOf(nomad, before)).toMatchObject({ init: 2, sidecar: 2 });
  const after = await nomad.allocations.read(before.ID);
  const mains = taskEvents(after, 'main').filter((event) => event.type === 'Started');
  expect(mains[1]?.at).toBeGreaterThan(finishedAt({ ...after, TaskStates: after.TaskStates ?? {} }, 'init'));
});
