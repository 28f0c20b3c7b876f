import { expect, test } from 'vitest';
import { expectedOn } from './expect.ts';
import { regressions } from './table.ts';

const bug = { id: 'X1', issue: 1, what: '', bad: '1.9.4', firstGood: '1.10.4', suite: '' };

test.each([
  ['1.9.3', 'either'],
  ['1.9.4', 'red'],
  ['1.10.3', 'red'],
  ['1.10.4', 'green'],
  ['1.11.0', 'green'],
] as const)('on %s the suite of a bug from 1.9.4 to 1.10.4 is %s', (version, colour) => {
  expect(expectedOn(bug, version)).toBe(colour);
});

test('ids are unique, and bad versions come before good ones', () => {
  expect(new Set(regressions.map(({ id }) => id)).size).toBe(regressions.length);
  for (const each of regressions) {
    expect([each.id, expectedOn(each, each.bad), expectedOn(each, each.firstGood)]).toEqual([
      each.id,
      'red',
      'green',
    ]);
  }
});
