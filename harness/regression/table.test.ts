import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isBefore } from '../version/index.ts';
import { readSeen } from './seen.ts';
import { knownBugs } from './table.ts';

const root = join(import.meta.dirname, '..', '..');

test('ids are unique', () => {
  expect(new Set(knownBugs.map(({ id }) => id)).size).toBe(knownBugs.length);
});

test('the first bad version is not after a bad one, and a good one is', () => {
  const wrong = knownBugs.filter(
    ({ since = '0.0.0', bad, firstGood = '99.0.0' }) => isBefore(bad, since) || !isBefore(bad, firstGood),
  );
  expect(wrong).toEqual([]);
});

test('each suite asserts the bugs that the table says it shows', () => {
  const inTable = knownBugs.map(({ id, suite }) => `${suite} ${id}`);
  const inSuites = globSync('suites/**/*.e2e.ts', { cwd: root }).flatMap((file) => {
    const ids = readFileSync(join(root, file), 'utf8').matchAll(/scope\.knownBug\('([^']+)'/g);
    return [...ids].map(([, id]) => `${file} ${id}`);
  });
  expect([...new Set(inSuites)].sort()).toEqual(inTable.sort());
});

test('what was seen on a bad version is the evidence of its bug', () => {
  const red = readSeen().filter(({ colour }) => colour === 'red');
  const evidence = new Map(knownBugs.map((bug) => [bug.id, bug.evidence]));
  expect(red.filter(({ id, reason }) => !evidence.get(id)?.test(reason))).toEqual([]);
  expect(red.length).toBeGreaterThan(10);
});
