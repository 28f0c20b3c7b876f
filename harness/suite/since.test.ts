import { expect, test } from 'vitest';
import { asOf, type Since } from './since.ts';
import { wordingOf } from './wording.ts';

const since: Since<string> = ['oldest', ['1.7.0', 'middle'], ['2.0.5', 'newest']];

/** A cluster whose version is the newest of those that are named. */
const having =
  (...versions: string[]) =>
  (version: string) =>
    versions.includes(version);

test.each([
  [[], 'oldest'],
  [['1.7.0'], 'middle'],
  [['1.7.0', '2.0.5'], 'newest'],
])('with the changes of %j it is the %s value', (versions, value) => {
  expect(asOf(having(...versions), since)).toBe(value);
});

test('a text of Nomad is that of the version, with what it names', () => {
  expect(wordingOf(having()).missingVolume('data')).toBe('missing CSI Volume data');
  expect(wordingOf(having('2.0.5')).missingVolume('data')).toBe('missing CSI volume(s) data');
});
