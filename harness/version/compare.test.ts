import { expect, test } from 'vitest';
import { compareVersions, isBefore } from './compare.ts';

test.each([
  ['1.9.4', '1.10.0', true],
  ['1.10.0', '1.9.4', false],
  ['1.3.1', '1.3.1', false],
  ['1.2.6', '1.3.0', true],
  ['1.11.3', '2.0.0', true],
  ['2.0.5', '1.11.9', false],
  ['2.0.5-dev', '2.0.6', true],
  ['2.0.6-dev', '2.0.6', false],
  ['2.0.6', '2.0.6-dev', false],
  ['2.0.0-beta.1', '2.0.0', false],
  ['1.11.3', '2.0.0-beta.1', true],
  ['2.0.5+fips1403', '2.0.5', false],
  ['2.0.4+fips1403', '2.0.5', true],
  ['1.10.5+ent', '1.11.0', true],
  ['1.12.0-dev', '2.0.0', false],
  ['1.12.0-dev', '2.0.1', true],
])('whether %s is an older release than %s: %s', (a, b, older) => {
  expect(isBefore(a, b)).toBe(older);
});

const ordered = [
  ...['1.2.6', '1.9.4', '1.10.0', '1.11.3', '2.0.0-dev', '2.0.0-beta.1', '2.0.0-beta.2', '2.0.0-beta.10'],
  ...['2.0.0-rc.1', '2.0.0', '2.0.5', '2.0.6-dev', '2.0.6', '2.1.0', '3.0.0'],
];

test('a sort puts pre-releases before their release', () => {
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test('metadata makes no difference to the order', () => {
  expect(compareVersions('2.0.5+fips1403', 'v2.0.5')).toBe(0);
});

test.each(['', 'latest', '2.0', 'unknown'])('%j cannot be compared', (text) => {
  for (const compare of [isBefore, compareVersions]) {
    expect(() => compare(text, '2.0.5')).toThrow(expect.objectContaining({ code: 'BINARY_VERSION_INVALID' }));
    expect(() => compare('2.0.5', text)).toThrow(expect.objectContaining({ code: 'BINARY_VERSION_INVALID' }));
  }
});
