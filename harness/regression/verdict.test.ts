import { expect, test } from 'vitest';
import { exitCodeOf } from '../judge/index.ts';
import { type Judged, tableVerdict, versionVerdict } from './verdict.ts';

const row = { id: 'X1', issue: 1, what: '', bad: '1.9.4', firstGood: '1.10.4', evidence: /x/, suite: '' };
const judged = (version: string, colour: Judged['colour'], change: object = {}): Judged => ({
  ...{ row: { ...row, ...change }, version, colour, reason: '' },
});
const [red, green, broken] = [
  judged('1.9.4', 'red'),
  judged('1.10.4', 'green'),
  judged('1.10.4', 'unjudged'),
];
const missing = { row, version: '1.10.4' };

test.each<[string, Judged[], number]>([
  ['no bug', [green], 0],
  ['one of two bugs', [green, red], 1],
  ['a bug that could not be judged', [green, broken], 3],
  ['a bug beside one that could not be judged', [red, broken], 1],
  ['nothing', [], 3],
  ['no cluster', [judged('', 'unjudged')], 3],
])('the exit code of a version that showed %s', (_, all, code) => {
  expect(exitCodeOf(versionVerdict(all).outcome)).toBe(code);
});

test.each<[string, Judged[], number, number]>([
  ['both sides as expected', [red, green], 0, 0],
  ['a bad version that is green', [judged('1.9.4', 'green'), green], 1, 1],
  ['a good version that is red', [red, judged('1.10.4', 'red')], 1, 1],
  ['one that could not be judged', [red, broken], 3, 3],
  ['a cluster that did not come up', [red, judged('', 'unjudged')], 3, 3],
  ['a bug of some runs that did not show', [judged('1.9.4', 'green', { always: false })], 0, 0],
  ['a bug of some runs that showed', [judged('1.9.4', 'red', { always: false })], 0, 0],
  ['one side, and no binary of the other', [red], 1, 0],
  ['no side, since there is no binary', [], 2, 3],
])('the exit code of a table of which was seen: %s', (name, all, missingTrials, code) => {
  const lacking = name.includes('binary') ? Array.from({ length: missingTrials }, () => missing) : [];
  expect(exitCodeOf(tableVerdict(all, lacking, { available: true }).outcome)).toBe(code);
});

test('a missing version leaves the table unproven unless only available ones were requested', () => {
  expect(tableVerdict([red], [missing], { available: false })).toMatchObject({
    outcome: 'unknown',
    findings: [{ severity: 'unknown', message: 'X1: Nomad 1.10.4 is not available here' }],
  });
  expect(tableVerdict([red], [missing], { available: true })).toMatchObject({
    outcome: 'good',
    findings: [{ severity: 'note' }],
  });
  expect(tableVerdict([judged('1.9.4', 'green')], [missing], { available: false }).outcome).toBe('bad');
});
