import { expect, test } from 'vitest';
import { budgetOf } from '../../disruption/index.ts';
import { drawOrder } from './draw-order.ts';
import { planUpgrade } from './plan.ts';
import type { PlanRequest } from './request.ts';
import { planInWords } from './words.ts';

const request: PlanRequest = {
  ...{ from: '1.10.5', to: '2.0.5', servers: 3, clients: 3, mode: 'in-place', rollback: false, diff: true },
  budget: budgetOf(5000),
  injected: [],
  conformance: ['suites/lifecycle/prestarts.e2e.ts'],
  binaries: [],
  files: undefined,
};
const files = {
  jobs: [{ id: 'shop', file: 'shop.nomad.hcl' }],
  volumes: [{ id: 'orders', file: 'orders.volume.hcl' }],
  images: ['shop:1'],
  ...{ undetermined: [], variables: [], notes: [] },
};

const drawn = drawOrder(1, { from: '1.11.3', to: '2.0.5', servers: 3, clients: 2, unsupported: true });

/** A change of a plan is read as a change of these files: `vitest -u` writes them anew. */
test.each<[string, Partial<PlanRequest>]>([
  ['in-place', {}],
  ['drain-with-files', { mode: 'drain', files, servers: 1, clients: 2 }],
  ['rollback', { rollback: true, diff: false, files, from: '2.0.2', to: '2.0.5' }],
  ['drawn', { diff: false, from: '1.11.3', to: '2.0.5', servers: 3, clients: 2, order: drawn }],
  ['older', { diff: false, from: '1.5.6', to: '1.6.1' }],
  ['injected', { injected: ['wiped-client'], diff: false, from: '1.9.4', to: '2.0.5' }],
])('the plan %s is the one in its file', async (name, changes) => {
  const { from, to } = { ...request, ...changes };
  const binaries = [
    { version: from, origin: `cached, /cache/${from}/nomad` },
    { version: to, origin: 'fetched from https://archive.example' },
  ];
  const plan = planUpgrade({ ...request, ...changes, binaries });
  await expect(planInWords(plan)).toMatchFileSnapshot(`golden/${name}.txt`);
});

test('of several servers the leader is not known, of one it is', () => {
  const serverSteps = (servers: number) =>
    planUpgrade({ ...request, servers, clients: 2 }).steps.filter(
      ({ part }) => part === 'follower' || part === 'leader',
    );
  expect(serverSteps(3)).toEqual([
    { place: '1/6', part: 'follower', node: undefined },
    { place: '2/6', part: 'follower', node: undefined },
    { place: '3/6', part: 'leader', node: undefined },
  ]);
  expect(serverSteps(1)).toEqual([{ place: '1/4', part: 'leader', node: 'server-1' }]);
});
