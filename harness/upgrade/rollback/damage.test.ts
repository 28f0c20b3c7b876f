import { expect, test } from 'vitest';
import { damageBetween } from './damage.ts';
import type { Inventory } from './inventory.ts';

const before: Inventory = {
  jobs: { db: 'version 2', web: 'version 0' },
  allocations: { a1: 'db running' },
  volumes: { vol: 'a1' },
  variables: { 'nomad/jobs/db': '{"word":"new"}' },
};

test('the same state is no damage', () => {
  expect(damageBetween(before, structuredClone(before))).toEqual([]);
});

test('what is gone, back and changed is told apart', () => {
  const after: Inventory = {
    jobs: { db: 'version 1', old: 'version 4' },
    allocations: {},
    volumes: { vol: '' },
    variables: { 'nomad/jobs/db': '{"word":"old"}' },
  };
  expect(damageBetween(before, after).map(({ what, id, change }) => `${what} ${id} ${change}`)).toEqual([
    'jobs db changed',
    'jobs web gone',
    'jobs old back',
    'allocations a1 gone',
    'volumes vol changed',
    'variables nomad/jobs/db changed',
  ]);
});
