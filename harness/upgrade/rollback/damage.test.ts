import { expect, test } from 'vitest';
import { damageBetween } from './damage.ts';
import type { Inventory } from './inventory.ts';

const snapshot: Inventory = {
  jobs: { db: 'version 1', old: 'version 4', lost: 'version 0' },
  allocations: { a1: 'db running' },
  volumes: { vol: 'a1' },
  variables: { 'nomad/jobs/db': '{"word":"old"}' },
};

const before: Inventory = {
  jobs: { db: 'version 2', web: 'version 0', lost: 'version 0' },
  allocations: { a1: 'db running', a2: 'web running' },
  volumes: { vol: 'a1' },
  variables: { 'nomad/jobs/db': '{"word":"new"}' },
};

test('the same state is no damage, and neither is what was made after it', () => {
  const after = structuredClone(before);
  after.jobs.newer = 'version 0';
  expect(damageBetween(snapshot, before, after)).toEqual([]);
});

test('what is forgotten, gone, back and changed is told apart', () => {
  const after: Inventory = {
    jobs: { db: 'version 1', old: 'version 4' },
    allocations: { a1: 'db running' },
    volumes: { vol: '' },
    variables: { 'nomad/jobs/db': '{"word":"old"}' },
  };
  const found = damageBetween(snapshot, before, after);
  expect(found.map(({ what, id, change }) => `${what} ${id} ${change}`)).toEqual([
    'jobs db changed',
    'jobs web forgotten',
    'jobs lost gone',
    'jobs old back',
    'allocations a2 forgotten',
    'volumes vol changed',
    'variables nomad/jobs/db changed',
  ]);
});
