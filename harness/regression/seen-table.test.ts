import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSeen, type Sighting } from './seen.ts';
import { withTable } from './seen-table.ts';
import { regressions } from './table.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'regressions.md'), 'utf8');

test('the table in docs/regressions.md is the one that was seen', () => {
  expect(page).toBe(withTable(page, regressions, readSeen()));
});

const bug = {
  id: 'X1',
  issue: 7,
  what: 'it breaks',
  bad: '1.9.4',
  firstGood: '1.10.4',
  evidence: /x/,
  suite: '',
};
const seen = (version: string, colour: Sighting['colour'], reason = ''): Sighting => ({
  ...{ id: 'X1', version, colour, reason, at: '' },
});
const rowWith = (sightings: Sighting[]) =>
  withTable(page, [bug], sightings)
    .split('\n')
    .find((line) => line.startsWith('| X1'))
    ?.split(' | ')
    .slice(3, 5)
    .map((cell) => cell.trim());

test.each([
  [[], 'not seen red: never run'],
  [[seen('1.9.4', 'unavailable')], 'not seen red: no bad version can be had (1.9.4)'],
  [[seen('1.9.4', 'green')], 'not seen red: 1.9.4 is green'],
  [[seen('1.9.4', 'unjudged', 'no plugin')], 'not seen red: 1.9.4 could not be judged: no plugin'],
  [[seen('1.9.3', 'red', 'a'), seen('1.9.4', 'red', 'b|c')], '1.9.3, 1.9.4: b\\|c'],
])('%j is printed as: %s', (sightings, told) => {
  expect(rowWith(sightings)?.[0]).toBe(told);
});

test('a version that passed is named', () => {
  expect(rowWith([seen('1.10.5', 'green')])?.[1]).toBe('1.10.5');
  expect(rowWith([])?.[1]).toBe('not seen green (1.10.4)');
});

test('ids that differ from run to run are left out of a reason', () => {
  const id = '12345678-1234-1234-1234-123456789abc';
  expect(rowWith([seen('1.9.4', 'red', `allocation ${id} failed`)])?.[0]).toBe(
    '1.9.4: allocation ‹id› failed',
  );
});
