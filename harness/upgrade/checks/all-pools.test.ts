import { expect, test } from 'vitest';
import { allPools, allPoolsJob } from './all-pools.ts';
import type { Stage } from './check.ts';
import { allocation, fakeStage } from './fake-stage.ts';

const running = ['client-1', 'client-2'].map((client) => allocation(client, 'running'));
const ended = allocation('client-1', 'failed');

/** What a step leaves where the system job has these allocations, and every other job runs. */
async function left(own: object[], changes: Partial<Stage> = {}) {
  const { stage, lines } = await fakeStage((_, url) => {
    if (!url.includes('/allocations')) return undefined;
    return url.includes(allPoolsJob) ? own : running;
  }, changes);
  await allPools.whileReturning?.('1/2 client-1', stage);
  return lines.map(([, { work, clients, refused }]) => [work, clients, refused]);
}

const both = ['client-1', 'client-2'];

test('work that runs on each client is seen there', async () => {
  expect(await left(running)).toEqual([
    ['system', both, undefined],
    ['service', both, undefined],
  ]);
});

test.each<[string, object[], Partial<Stage>, unknown]>([
  ['on a client of ours is missed', [...running, ended], {}, expect.stringContaining('client-1 is failed')],
  ['on another client is not', [...running, allocation('client-9', 'lost')], {}, undefined],
  ['is not missed where clients are drained', [...running, ended], { mode: 'drain' }, undefined],
])('an allocation of the system job that ended %s', async (_, own, changes, refused) => {
  expect((await left(own, changes))[0]).toEqual(['system', both, refused]);
});

test('between versions that do not both have node pools nothing is asked, and a note says so', async () => {
  const { stage, lines, asked } = await fakeStage(() => undefined, { from: '1.5.6', to: '1.6.1' });
  await allPools.before?.('before', stage);
  await allPools.whileReturning?.('1/2 client-1', stage);
  expect(asked).toEqual([]);
  expect(lines).toEqual([
    ['check-skipped', { check: 'node pools', reason: expect.stringContaining('1.6.0') }],
  ]);
});

test('the system job is placed in node pool "all"', async () => {
  const pools: unknown[] = [];
  const { stage } = await fakeStage((method, url, body) => {
    if (method === 'POST' && url.startsWith('/v1/jobs')) pools.push(JSON.parse(body).Job.NodePool);
    return url.includes('/allocations') ? running : undefined;
  });
  await allPools.before?.('before', stage);
  expect(pools).toEqual(['all']);
});
