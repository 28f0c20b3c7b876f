import { expect, test, waits } from '../../harness/index.ts';

// nomad#26600: the change was taken for one that can be made in place, and the allocation stayed where it was.
test('a job whose only change is its node pool leaves its node', async ({ nomad, scope }) => {
  const pool = scope.name('pool');
  await nomad.http.text('PUT', `/v1/node/pool/${pool}`, { body: { Name: pool } });
  scope.defer(`delete node pool ${pool}`, () => nomad.http.text('DELETE', `/v1/node/pool/${pool}`));
  const job = await scope.job('upgrade/batch.nomad.hcl');
  const { ID } = await (await scope.submit({ ...job, Type: 'service' })).running();

  // No client is in the new pool: the old allocation has to go, and none can come.
  const moved = await scope.submit({ ...job, Type: 'service', NodePool: pool });

  const limits = { timeoutMs: 30_000, signal: scope.signal };
  expect((await waits.allocationTerminal(nomad, ID, limits)).DesiredStatus).toBe('stop');
  expect(moved.evaluation.FailedTGAllocs?.batch).toMatchObject({ NodesInPool: 0 });
});
