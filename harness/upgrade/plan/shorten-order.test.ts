import { expect, test } from 'vitest';
import { drawOrder } from './draw-order.ts';
import { type OrderStep, plainSteps, type UpgradeOrder } from './order.ts';
import { flawOf } from './order-flaws.ts';
import { shortenOrder } from './shorten-order.ts';

const shape = { from: '1.5.6', to: '1.6.1', servers: 3, clients: 2 };
const upgrade = (agent: string): OrderStep => ({ do: 'upgrade', agent });
const reboot: OrderStep = { do: 'reboot', node: 'client-1' };
const long: UpgradeOrder = {
  ...{ ...shape, seed: 7 },
  steps: [
    upgrade('leader'),
    { do: 'pause' },
    { do: 'put-back', agent: 'leader' },
    upgrade('client-2'),
    upgrade('leader'),
    reboot,
    upgrade('follower-2'),
    { do: 'fault', fault: 'agent-killed', node: 'client-3' },
    upgrade('follower-1'),
    upgrade('client-1'),
    upgrade('client-3'),
  ],
};

/** A rehearsal that fails where the order is so, and notes what was tried. */
function runner(fails: (order: UpgradeOrder) => boolean) {
  const tried: UpgradeOrder[] = [];
  const run = async (order: UpgradeOrder) => {
    tried.push(order);
    return fails(order);
  };
  return { tried, run };
}

test('the one bad step is found, in the plain order of agents', async () => {
  const { run } = runner(({ steps }) => steps.some((step) => step.do === 'reboot'));
  const { steps, ...rest } = await shortenOrder(long, run);
  expect(steps.filter((step) => step.do !== 'upgrade')).toEqual([reboot]);
  expect(steps.filter((step) => step.do === 'upgrade')).toEqual(plainSteps(shape));
  expect(rest).toEqual(shape);
});

test('what fails in the plain order, too, is shortened to it at once', async () => {
  const { tried, run } = runner(() => true);
  expect(await shortenOrder(long, run)).toEqual({ ...shape, steps: plainSteps(shape) });
  expect(tried).toHaveLength(1);
});

test('an order that fails for the sake of its first agent keeps its agents and loses its detours', async () => {
  const { run } = runner(({ steps: [first] }) => first?.do === 'upgrade' && first.agent === 'leader');
  const { steps } = await shortenOrder(long, run);
  expect(steps.map((step) => 'agent' in step && step.agent)).toEqual([
    ...['leader', 'client-2', 'follower-2', 'follower-1', 'client-1', 'client-3'],
  ]);
});

test('a way back keeps its second upgrade, and goes with it', async () => {
  const { run } = runner(({ steps }) => steps.some((step) => step.do === 'put-back'));
  const { steps } = await shortenOrder(long, run);
  const back = steps.findIndex((step) => step.do === 'put-back');
  expect(steps[back]).toEqual({ do: 'put-back', agent: 'follower-1' });
  expect(steps.slice(0, back)).toContainEqual(upgrade('follower-1'));
  expect(steps.slice(back)).toContainEqual(upgrade('follower-1'));
  expect(steps).toHaveLength(8);
});

test('what fails only as a whole stays as it was drawn, seed and all', async () => {
  const { run } = runner(() => false);
  expect(await shortenOrder(long, run)).toBe(long);
});

test('whatever is tried on the way leaves every agent on the new version', async () => {
  for (let seed = 0; seed < 200; seed++) {
    const order = drawOrder(seed, { ...shape, unsupported: true });
    const { tried, run } = runner(({ steps }) => steps.length % 2 === seed % 2);
    await shortenOrder(order, run);
    expect(tried.filter((each) => flawOf(each) !== undefined)).toEqual([]);
  }
});
