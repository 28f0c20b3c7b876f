import { expect, test } from 'vitest';
import { changed, faultsOf, faultsOfLast, newIn, type Round, roundInWords } from './outcome.ts';
import { planned, strikes } from './plan.ts';

const good: Round = { planned: planned(1, 1, 50), exitCode: 130, cleanUpMs: 2000, left: [], touched: [] };
const struckBy = (strike: (typeof strikes)[number]) => planned(1, strikes.indexOf(strike) + 1, 50);

test('a round that was done and left nothing is good', () => {
  expect(faultsOf(good)).toEqual([]);
});

test.each<[string, Partial<Round>]>([
  ['not done: no terminal', { undone: 'no terminal' }],
  ['left network nomad-e2e-x', { left: ['network nomad-e2e-x'] }],
  ['touched volume of-somebody', { touched: ['volume of-somebody'] }],
  ['exit code 0, not 130', { exitCode: 0 }],
])('%s', (fault, seen) => {
  expect(faultsOf({ ...good, ...seen })).toEqual([fault]);
  expect(faultsOfLast({ ms: 1, ...good, exitCode: 0, ...seen })).toEqual(
    fault.startsWith('exit') ? [] : [fault],
  );
});

test('a run that did not end by itself is bad', () => {
  expect(faultsOf({ ...good, exitCode: undefined, cleanUpMs: undefined })).toEqual(['the run did not end']);
});

test('what a killed run leaves is counted, and is for a later one to remove', () => {
  const round = {
    ...good,
    planned: struckBy('KILL'),
    exitCode: 137,
    left: ['volume a', 'volume b', 'lock c'],
  };
  expect(faultsOf(round)).toEqual([]);
  expect(roundInWords(round)).toMatch(/ with exit code 137, left: 2 volume, 1 lock$/);
  expect(faultsOfLast({ ms: 1, ...round, exitCode: 0 })).toHaveLength(3);
});

test('a full disk ends with exit code 3', () => {
  expect(faultsOf({ ...good, planned: struckBy('full disk') })).toEqual(['exit code 130, not 3']);
});

test('what is new and what has changed is named', () => {
  expect(newIn(['a', 'b'], ['b', 'c'])).toEqual(['c']);
  expect(changed({ a: '1', b: '1', c: '1' }, { a: '1', b: '2' })).toEqual([
    'b: it was 1 and is 2',
    'c: it was 1 and is undefined',
  ]);
});
