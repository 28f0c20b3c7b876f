import { expect, test } from 'vitest';
import type { Outcome } from '../judge/index.ts';
import { worst } from './upgrade-orders.ts';

const tried = (...outcomes: Outcome[]) => worst(outcomes.map((outcome) => ({ outcome })));

test.each<[Outcome[], Outcome]>([
  [['good', 'good'], 'good'],
  [['good', 'unknown'], 'unknown'],
  [['unknown', 'bad', 'good'], 'bad'],
  [[], 'unknown'],
])('the verdict on orders of which %j were found is %s', (outcomes, all) => {
  expect(tried(...outcomes)).toBe(all);
});
