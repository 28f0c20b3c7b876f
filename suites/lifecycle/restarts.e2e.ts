import { expect, finishedAt, taskEvents, test, waits } from '../../harness/index.ts';
import { openGate } from './gate.ts';
import { startsOf } from './starts.ts';

const file = 'lifecycle/restarts.nomad.hcl';
type State = { State: string; Restarts: number };
const restartedOnce = (state: State) => state.State === 'running' && state.Restarts === 1;

test('main that fails is restarted alone: neither init nor the sidecar runs again', async ({
  nomad,
  scope,
}) => {
  const before = await (await scope.run(file)).taskRunning('main');
  await openGate(nomad, before, 'main', '1');
  await waits.taskState(nomad, before.ID, 'main', restartedOnce, { timeoutMs: 60_000, signal: scope.signal });

  // Answers only after main has noted its second start.
  await openGate(nomad, before, 'main', '1');
  const { init, sidecar } = await startsOf(nomad, before);
  expect({ init, sidecar }).toEqual({ init: 1, sidecar: 1 });
  const after = await nomad.allocations.read(before.ID);
  expect(taskEvents(after, 'init')).toEqual(taskEvents(before, 'init'));
});

test('alloc restart of one task runs that task again and nothing else', async ({ nomad, scope }) => {
  const before = await (await scope.run(file)).taskRunning('main');
  await nomad.allocations.restart(before.ID, { task: 'main' });
  await waits.taskState(nomad, before.ID, 'main', restartedOnce, { timeoutMs: 60_000, signal: scope.signal });

  await openGate(nomad, before, 'main', '1');
  const { init, sidecar } = await startsOf(nomad, before);
  expect({ init, sidecar }).toEqual({ init: 1, sidecar: 1 });
});

test('alloc restart of all tasks runs init again, before main', async ({ nomad, scope }) => {
  scope.needsNomad('1.3.4', 'the restart of all tasks');
  const before = await (await scope.run(file)).taskRunning('main');
  await nomad.allocations.restart(before.ID, { all: true });
  await waits.taskState(nomad, before.ID, 'main', restartedOnce, { timeoutMs: 60_000, signal: scope.signal });

  await openGate(nomad, before, 'main', '1');
  expect(await startsOf(nomad, before)).toMatchObject({ init: 2, sidecar: 2 });
  const after = await nomad.allocations.read(before.ID);
  const mains = taskEvents(after, 'main').filter((event) => event.type === 'Started');
  expect(mains[1]?.at).toBeGreaterThan(finishedAt({ ...after, TaskStates: after.TaskStates ?? {} }, 'init'));
});
