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

test('a bad version lies between the first bad and the first good one', () => {
  const wrong = knownBugs.filter(
    ({ since = '0.0.0', bad, firstGood = '99.0.0' }) => isBefore(bad, since) || !isBefore(bad, firstGood),
  );
  expect(wrong).toEqual([]);
});

test('each suite asserts exactly the bugs of its rows', () => {
  const inSuites = globSync('suites/**/*.e2e.ts', { cwd: root }).flatMap((file) => {
    const ids = readFileSync(join(root, file), 'utf8').matchAll(/scope\.knownBug\('([^']+)'/g);
    return [...ids].map(([, id = '']) => ({ file, id }));
  });
  const known = new Map(knownBugs.map(({ id, suite }) => [id, suite]));
  expect(inSuites.filter(({ id }) => !known.has(id))).toEqual([]);
  // Others than its own suite may meet a bug, too.
  const isAsserted = ({ id, suite }: (typeof knownBugs)[number]) =>
    inSuites.some((each) => each.id === id && each.file === suite);
  expect(knownBugs.filter((bug) => !isAsserted(bug))).toEqual([]);
});

test('what was seen on a bad version is the evidence of its bug', () => {
  const red = readSeen().filter(({ colour }) => colour === 'red');
  const evidence = new Map(knownBugs.map((bug) => [bug.id, bug.evidence]));
  expect(red.filter(({ id, reason }) => !evidence.get(id)?.test(reason))).toEqual([]);
  expect(red.length).toBeGreaterThan(10);
});
