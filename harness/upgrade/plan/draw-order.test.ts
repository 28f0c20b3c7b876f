import { expect, test } from 'vitest';
import { type Drawing, drawOrder } from './draw-order.ts';
import { agentsOf, holdersStay, isClient, plainSteps, type UpgradeOrder, withRaftWal } from './order.ts';
import { flawOf, unsupportedInWords } from './order-flaws.ts';
import { orderInWords } from './words.ts';

const shape: Drawing = { from: '1.5.6', to: '1.6.1', servers: 3, clients: 2, unsupported: false };
const shapes: Drawing[] = [1, 3, 5].flatMap((servers) =>
  [false, true].map((unsupported) => ({ ...shape, servers, clients: 1 + servers, unsupported })),
);
const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
const all = shapes.map((each) => [each, seeds.map((seed) => drawOrder(seed, each))] as const);

test.each(all)('each of 1000 orders of %j leaves every agent on the new version', (_, orders) => {
  expect(orders.filter((order) => flawOf(order) !== undefined)).toEqual([]);
});

/** Servers that a step takes away; each step ends with all of them back. */
const awayIn = (step: UpgradeOrder['steps'][number]) =>
  ('agent' in step && !isClient(step.agent)) || (step.do === 'fault' && step.node.startsWith('server'))
    ? 1
    : 0;

test.each(all)(
  'no step of 1000 orders of %j takes more servers than a quorum allows',
  ({ servers }, orders) => {
    const allowed = Math.max(1, Math.floor((servers - 1) / 2));
    expect(orders.flatMap(({ steps }) => steps).filter((step) => awayIn(step) > allowed)).toEqual([]);
    const needless = orders
      .flatMap(({ steps }) => steps)
      .filter((step) => awayIn(step) > 0 && !('agent' in step));
    // The only server goes away to be upgraded, and for nothing else.
    expect(needless.length > 0).toBe(servers > 1);
  },
);

test.each(all)('detours of 1000 orders of %j are between the first and the last upgrade', (_, orders) => {
  const ends = orders.flatMap(({ steps }) => [steps[0], steps.at(-1)]);
  expect(ends.filter((step) => step?.do !== 'upgrade')).toEqual([]);
  const counts = orders.map(({ steps, servers, clients }) => steps.length - servers - clients - 1);
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, expect.toSatisfy((most) => most <= 4)]);
});

test.each(all)('of %j only what was asked for is not supported', ({ unsupported }, orders) => {
  const lines = orders.flatMap(unsupportedInWords);
  expect(lines.some((line) => line.includes('no downgrade'))).toBe(unsupported);
  expect(lines.some((line) => line.includes('before the servers are finished'))).toBe(unsupported);
});

test('every kind of step, every fault and the leader first come up', () => {
  const orders = all.flatMap(([, each]) => each);
  const kinds = orders.flatMap(({ steps }) =>
    steps.map((step) => (step.do === 'fault' ? step.fault : step.do)),
  );
  expect(new Set(kinds)).toEqual(
    new Set([
      ...['upgrade', 'put-back', 'pause', 'reboot'],
      ...['agent-killed', 'agent-terminated', 'plugin-killed', 'server-killed'],
    ]),
  );
  const isFirst = ({ steps: [first], servers }: UpgradeOrder) =>
    servers > 1 && first?.do === 'upgrade' && first.agent === 'leader';
  expect(orders.filter(isFirst).length).toBeGreaterThan(100);
});

test('the agent of a client is not ended by a fault while it has a version that loses its tasks then', () => {
  const faultsOnOld = (from: string) =>
    seeds.flatMap((seed) => {
      const { steps } = drawOrder(seed, { ...shape, from });
      return steps.flatMap((step, at) => {
        if (step.do !== 'fault' || step.node.startsWith('server')) return [];
        const isNew = steps.slice(0, at).some((each) => each.do === 'upgrade' && each.agent === step.node);
        return isNew ? [] : [step.fault];
      });
    });
  expect(new Set(faultsOnOld('1.5.6'))).toEqual(new Set(['plugin-killed']));
  expect(new Set(faultsOnOld('1.5.7'))).toContain('agent-killed');
});

test('a seed gives the same order each time, another seed another one', () => {
  expect(drawOrder(7, shape)).toEqual(drawOrder(7, shape));
  expect(drawOrder(7, shape).steps).not.toEqual(drawOrder(8, shape).steps);
});

test('a held volume may change its holder where a client is rebooted or drained', () => {
  const order: UpgradeOrder = { ...shape, steps: [{ do: 'pause' }, { do: 'reboot', node: 'client-1' }] };
  expect(holdersStay({ mode: 'in-place' })).toBe(true);
  expect(holdersStay({ mode: 'drain' })).toBe(false);
  expect(holdersStay({ mode: 'in-place', order: { ...order, steps: [{ do: 'pause' }] } })).toBe(true);
  expect(holdersStay({ mode: 'in-place', order })).toBe(false);
});

test('the plain order has the leader as the last server and the canary as the first client', () => {
  expect(agentsOf({ servers: 3, clients: 2 })).toEqual({
    servers: ['follower-1', 'follower-2', 'leader'],
    clients: ['client-3', 'client-1', 'client-2'],
  });
});

test('each raft log is migrated when all servers are upgraded, in a drawn order, too', () => {
  const plain = withRaftWal({ ...shape, to: '2.0.5', steps: plainSteps(shape) });
  expect(orderInWords(plain).slice(2, 7)).toEqual([
    '3/9 the leader',
    ...['4/9 follower-1 to the WAL log store', '5/9 follower-2 to the WAL log store'],
    ...['6/9 the leader to the WAL log store', '7/9 client-3, the canary'],
  ]);
  for (const unsupported of [false, true]) {
    const drawn = seeds.map((seed) => withRaftWal(drawOrder(seed, { ...shape, to: '2.0.5', unsupported })));
    expect(drawn.flatMap((order) => flawOf(order) ?? [])).toEqual([]);
  }
});

/** A change of what a seed draws is read as a change of this file: plans that were noted by their seed alone are others then. */
test('three seeds, and three with what Nomad does not support, are those of their file', async () => {
  const lines = [false, true].flatMap((unsupported) =>
    [1, 2, 3].flatMap((seed) => {
      const order = drawOrder(seed, { ...shape, unsupported });
      const words = [
        ...orderInWords(order),
        ...unsupportedInWords(order).map((line) => `not supported: ${line}`),
      ];
      return [`seed ${seed}${unsupported ? ', --unsupported' : ''}`, ...words.map((line) => `  ${line}`)];
    }),
  );
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/seeds.txt');
});
