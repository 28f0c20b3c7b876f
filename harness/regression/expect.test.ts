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

test.each([
  ['1.10.4', 'green'],
  ['1.11.0-dev', 'either'],
  ['1.11.0', 'red'],
  ['2.0.5', 'red'],
] as const)('on %s the suite of a bug that is back in 1.11.0 is %s', (version, colour) => {
  expect(expectedOn({ ...bug, back: '1.11.0' }, version)).toBe(colour);
});

test.each([
  ['1.6.6', 'red'],
  ['1.6.7', 'green'],
  ['1.7.3', 'red'],
  ['1.7.4', 'green'],
  ['2.0.5', 'green'],
] as const)('on %s the suite of a bug that was backported to 1.6.7 is %s', (version, colour) => {
  const backported = { ...bug, bad: '1.6.1', firstGood: '1.7.4', backports: ['1.5.14', '1.6.7'] };
  expect(expectedOn(backported, version)).toBe(colour);
});
