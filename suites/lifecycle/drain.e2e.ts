import { expect, startedAt, test } from '../../harness/index.ts';
import { startsOf } from './starts.ts';

test('a drained allocation starts anew on another node, init first', async ({ nomad, scope }) => {
  await Promise.all([scope.addClient(), scope.addClient()]);
  const job = await scope.runApart('lifecycle/restarts.nomad.hcl');
  const old = await job.taskRunning('main');

  await nomad.nodes.drain(old.NodeID, { deadlineMs: 60_000 });
  await job.allocations(2);
  const moved = await job.taskRunning('main');

  expect(moved.ID).not.toBe(old.ID);
  expect(moved.NodeID).not.toBe(old.NodeID);
  expect(startedAt(moved, 'main')).toBeGreaterThan(startedAt(moved, 'init'));
  const left = await job.allocations(2);
  expect(left.find((stub) => stub.ID === old.ID)).toMatchObject({ DesiredStatus: 'stop' });
  expect(await startsOf(nomad, old)).toEqual({ init: 1, sidecar: 1, main: 1 });
});
