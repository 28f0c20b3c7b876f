import { expect, test } from 'vitest';
import { trialsOf, versionsOf } from './trials.ts';

const bug = { id: 'X1', issue: 1, what: '', bad: '1.9.4', firstGood: '1.10.4', evidence: /x/, suite: '' };
const upgrade = { ...bug, id: 'X2', from: '1.9.3' };
const short = (trials: { row: { id: string }; version: string }[]) =>
  trials.map(({ row, version }) => `${row.id} ${version}`);

test('every version is named once, the oldest first', () => {
  expect(versionsOf([bug, upgrade])).toEqual(['1.9.3', '1.9.4', '1.10.4']);
});

test('the next later version replaces a missing first good one', () => {
  const { trials, lacking } = trialsOf([bug], ['1.11.3', '1.9.4', '1.10.5']);
  expect([short(trials), lacking]).toEqual([['X1 1.9.4', 'X1 1.10.5'], []]);
});

test('a version that has the bug again does not stand in', () => {
  const back = { ...bug, back: '1.11.0' };
  expect(short(trialsOf([back], ['1.9.4', '1.11.3']).lacking)).toEqual(['X1 1.10.4']);
  expect(short(trialsOf([back], ['1.9.4', '1.10.5', '1.11.3']).trials)).toContain('X1 1.10.5');
});

test('a version whose event stream cannot be read does not stand in', () => {
  expect(short(trialsOf([bug], ['1.9.4', '1.11.2', '1.11.3']).trials)).toEqual(['X1 1.9.4', 'X1 1.11.3']);
});

test('a bug of an upgrade needs both of its versions', () => {
  expect(short(trialsOf([upgrade], ['1.9.4', '1.10.4']).lacking)).toEqual(['X2 1.9.4', 'X2 1.10.4']);
  const { trials, lacking } = trialsOf([upgrade], ['1.9.3', '1.9.4', '1.11.3']);
  expect([short(trials), short(lacking)]).toEqual([['X2 1.9.4'], ['X2 1.10.4']]);
});

test('an unavailable version is missing', () => {
  expect(short(trialsOf([bug], []).lacking)).toEqual(['X1 1.9.4', 'X1 1.10.4']);
});
