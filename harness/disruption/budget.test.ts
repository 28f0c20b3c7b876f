import { expect, test } from 'vitest';
import { budgetOf, historyOf } from './budget.ts';

const named = (bounds: ReturnType<typeof budgetOf>) =>
  Object.fromEntries(bounds.map(({ cost, ms }) => [cost, ms]));

test('bounds follow from the grace, unless they are given', () => {
  expect(named(budgetOf(5000))).toEqual({
    ...{ 'api-gap': 10_000, 'connect-gap': 10_000, 'writer-stall': 10_000 },
    ...{ 'scheduling-delay': 90_000, 'exec-stall': 40_000, 'log-stall': 40_000 },
  });
  const given = budgetOf(10_000, { 'api-gap': 1 });
  expect(named(given)).toMatchObject({ 'api-gap': 1, 'writer-stall': 15_000 });
  expect(given[0]?.from).toBe('--max-api-gap');
});

test('history bounds the worst of each kind of step, beside the usual bound and not beside a given one', () => {
  const spent = (ms: number, step: string) => ({ 'api-gap': { ms, from: 0, to: ms * 1e6, step } });
  const history = historyOf({
    name: 'runs/x',
    steps: [
      { step: '1/3 server-1', does: 'upgrade server', costs: spent(2000, '1/3 server-1') },
      { step: '2/3 server-2', does: 'upgrade server', costs: spent(3000, '2/3 server-2') },
      { step: '3/3 client-1', does: 'upgrade client', costs: {} },
    ],
  });
  expect(history).toEqual([
    {
      ...{ cost: 'api-gap', does: 'upgrade server', ms: 5500 },
      from: 'runs/x had 3000 ms (2/3 server-2), and half of it and 1 s more are allowed',
    },
  ]);
  expect(budgetOf(5000, {}, history).filter(({ cost }) => cost === 'api-gap')).toHaveLength(2);
  expect(budgetOf(5000, { 'api-gap': 9 }, history).filter(({ cost }) => cost === 'api-gap')).toHaveLength(1);
});
