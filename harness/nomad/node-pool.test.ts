import { expect, test } from 'vitest';
import { poolOf } from './node-pool.ts';

test.each([
  [{}, 'default'],
  [{ NodePool: '' }, 'default'],
  [{ NodePool: 'gpu' }, 'gpu'],
])('the pool of %j is %s', (node, pool) => {
  expect(poolOf(node)).toBe(pool);
});
