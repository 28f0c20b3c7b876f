import { expect, test } from 'vitest';
import { expectedOn } from './expect.ts';

const bug = { id: 'X1', issue: 1, what: '', bad: '1.9.4', firstGood: '1.10.4', evidence: /x/, suite: '' };

test.each([
  ['1.9.3', 'either'],
  ['1.9.4', 'red'],
  ['1.10.3', 'red'],
  ['1.10.4', 'green'],
  ['1.11.0', 'green'],
] as const)('on %s the suite of a bug from 1.9.4 to 1.10.4 is %s', (version, colour) => {
  expect(expectedOn(bug, version)).toBe(colour);
});
