import { expect, test } from 'vitest';
import type { Defect } from './defect.ts';
import { judge, outcomeOfAll, type TestOutcome, type TestsRun, verdictLine } from './judge.ts';

const defect: Defect = {
  id: 'd',
  where: 'job',
  what: 'a thing is missing',
  inject: () => Promise.reject(new Error('not injected here')),
  suites: ['a.e2e.ts'],
  test: /needs the thing/,
  because: /expected 1 to be 2/,
};
const { because: _, ...inPath }: Defect = { ...defect, where: 'path' };

const outcome = (status: string, ...failures: string[]): TestOutcome => ({
  file: 'a.e2e.ts',
  name: 'it needs the thing',
  status,
  failures,
});
const other: TestOutcome = { ...outcome('failed', 'expected 1 to be 2'), file: 'b.e2e.ts' };
const green = outcome('passed');
const red = outcome('failed', 'AssertionError: expected 1 to be 2', 'cleanup: later');

const ran = (...tests: TestOutcome[]): TestsRun => ({
  ...{ tests, broken: [], failed: tests.filter(({ status }) => status === 'failed').length },
});
const two = { ...green, name: 'it needs the thing, too' };
const broken = { broken: [{ file: 'a.e2e.ts', failure: 'Error: afterAll' }], failed: 1 };
const elsewhere = { broken: [{ file: 'c.e2e.ts', failure: 'Error: afterAll' }], failed: 1 };

test('red for the stated reason is caught, and the line says by which test', () => {
  const verdict = judge(defect, { control: ran(green), run: ran(red, other), met: 1 });
  expect(verdictLine(verdict)).toBe(
    "caught  d: a thing is missing — it needs the thing said 'AssertionError: expected 1 to be 2'",
  );
});

test.each<[string, Parameters<typeof judge>[1], string]>([
  [
    'green',
    { control: ran(green), run: ran(green, other), met: 1 },
    'no test told: "it needs the thing" passed',
  ],
  [
    'red for another reason, though a later error fits',
    { control: ran(green), run: ran(outcome('failed', 'no server', 'expected 1 to be 2')), met: 1 },
    'red for another reason: no server',
  ],
  ['skipped', { control: ran(green), run: ran(outcome('skipped')), met: 1 }, 'no test told'],
])('%s is missed', (_name, trial, said) => {
  const verdict = judge(defect, trial);
  expect(verdict.outcome).toBe('bad');
  expect(verdictLine(verdict)).toMatch(/^MISSED {2}d: a thing is missing — /);
  expect(verdict.said).toContain(said);
});

test.each<[string, Parameters<typeof judge>[1], string]>([
  ['never met', { control: ran(green), run: ran(red), met: 0 }, 'it was never met'],
  ['red without it', { control: ran(red), run: ran(red), met: 1 }, 'not green without the defect'],
  ['not run without it', { control: ran(other), run: ran(red), met: 1 }, 'not green without the defect'],
  [
    'in a file that broke without it',
    { control: { ...ran(green), ...broken }, run: ran(red), met: 1 },
    'not green without the defect: a.e2e.ts: Error: afterAll',
  ],
  [
    'in a run that failed without it',
    { control: { ...ran(green), failed: 1 }, run: ran(red), met: 1 },
    'not green without the defect: the run failed by an error of no test',
  ],
  [
    'not run',
    { control: ran(green), run: ran(other), met: 1 },
    'not all of its tests ran: "it needs the thing" of a.e2e.ts',
  ],
  [
    'run by some of its tests',
    { control: ran(green, two), run: ran(red), met: 1 },
    'not all of its tests ran: "it needs the thing, too" of a.e2e.ts',
  ],
])('nothing can be said of a defect that was %s', (_name, trial, said) => {
  const verdict = judge(defect, trial);
  expect(verdictLine(verdict)).toMatch(/^UNKNOWN d: a thing is missing — /);
  expect(verdict.said).toContain(said);
});

test.each([
  ['good', ['good', 'good']],
  ['unknown', ['good', 'unknown']],
  ['bad', ['unknown', 'bad', 'good']],
] as const)('defects are %s together where they are %j', (all, each) => {
  const verdicts = each.map((outcome) => ({
    ...{ id: 'd', where: 'job' as const, what: 'w', said: 's', outcome },
  }));
  expect(outcomeOfAll(verdicts)).toBe(all);
});

test('what broke elsewhere, or failed for another defect, is no reason to doubt the control', () => {
  const control = { ...ran(green, other), ...elsewhere, failed: 2 };
  expect(judge(defect, { control, run: ran(red), met: 1 }).outcome).toBe('good');
});

test('a defect in the path is caught when all stays green, and it was met', () => {
  const control = ran(green);
  expect(judge(inPath, { control, run: ran(green), met: 3 })).toMatchObject({
    outcome: 'good',
    said: '1 green, trouble 3 times',
  });
  expect(judge(inPath, { control, run: ran(green), met: 0 }).outcome).toBe('unknown');
  expect(judge(inPath, { control, run: ran(green, red), met: 3 })).toMatchObject({
    outcome: 'bad',
    said: 'AssertionError: expected 1 to be 2',
  });
});

test.each<[string, TestsRun, string]>([
  ['a part of the tests', ran(green), 'not all of its tests ran'],
  ['a skipped test', ran(green, { ...two, status: 'skipped' }), 'skipped'],
  ['a file that broke', { ...ran(green, two), ...broken }, 'a.e2e.ts: Error: afterAll'],
  ['a run that failed by itself', { ...ran(green, two), failed: 1 }, 'the run failed by an error of no test'],
])('a defect in the path has not been held against by %s', (_, run, said) => {
  const verdict = judge(inPath, { control: ran(green, two), run, met: 3 });
  expect(verdict).toMatchObject({ said: expect.stringContaining(said) });
  expect(verdict.outcome).not.toBe('good');
});

test('a defect by the ledger is caught when its tests passed and a rule told', () => {
  const hidden = { ...defect, byLedger: true, because: /nobody held it/ } as const;
  const trial = { control: ran(green), run: ran(green), met: 1 };
  const outcomes = [
    judge(hidden, { ...trial, found: ['claim-history: refused, and nobody held it\n  a line'] }),
    judge(hidden, { ...trial, found: ['claim-history: another'] }),
    judge(hidden, trial),
    judge(hidden, { ...trial, run: ran(red), found: ['claim-history: nobody held it'] }),
  ].map(({ outcome, said }) => [outcome, said]);
  expect(outcomes).toEqual([
    ['good', 'claim-history: refused, and nobody held it'],
    ['bad', 'no rule told: claim-history: another'],
    ['bad', 'no rule told: nothing was found'],
    ['bad', expect.stringContaining('not by the ledger alone')],
  ]);
});
