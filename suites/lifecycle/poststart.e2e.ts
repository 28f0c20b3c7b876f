import { exitCode, expect, finishedAt, startedAt, taskEvents, test, waits } from '../../harness/index.ts';
import { openGate } from './gate.ts';

test('poststart tasks start after main; the sidecar one stays until main ends', async ({ nomad, scope }) => {
  const job = await scope.run('lifecycle/poststart.nomad.hcl');
  const { ID } = await job.allocation();
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  await waits.taskState(nomad, ID, 'register', (state) => state.State === 'dead', limits);
  await waits.taskState(nomad, ID, 'proxy', (state) => state.State === 'running', limits);
  const during = await nomad.allocations.read(ID);
  await openGate(nomad, during, 'main');
  const ended = await job.ended();

  expect(during.TaskStates?.main?.State, 'main after the poststart task ended').toBe('running');
  expect(startedAt(ended, 'register')).toBeGreaterThan(startedAt(ended, 'main'));
  expect(startedAt(ended, 'proxy')).toBeGreaterThan(startedAt(ended, 'main'));
  expect(exitCode(ended, 'register')).toBe(0);
  expect(await nomad.allocations.fs.stat(ID, 'alloc/data/registered')).toMatchObject({ Name: 'registered' });
  expect(finishedAt(ended, 'proxy')).toBeGreaterThan(finishedAt(ended, 'main'));
  expect(taskEvents(ended, 'proxy').map((event) => event.type)).toContain('Main Tasks Dead');
  expect(ended.ClientStatus).toBe('complete');
});
