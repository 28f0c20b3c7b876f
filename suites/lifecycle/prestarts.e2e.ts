import { expect, finishedAt, startedAt, test } from '../../harness/index.ts';

const inits = ['first', 'second', 'third'];

test('several prestarts run at the same time and all before main', async ({ nomad, scope }) => {
  // Each init waits for the two others: one after the other, they would wait for ever. Nomad's times cannot show it,
  // since it stamps `Started` when its driver returns: the task itself may have ended by then.
  const ended = await (await scope.run('lifecycle/prestarts.nomad.hcl')).ended();

  expect(ended.ClientStatus).toBe('complete');
  const lastEnd = Math.max(...inits.map((init) => finishedAt(ended, init)));
  expect(startedAt(ended, 'main')).toBeGreaterThan(lastEnd);
  const met = await nomad.allocations.fs.cat(ended.ID, 'alloc/data/met');
  expect(met.trim().split('\n').sort()).toEqual(inits);
});
