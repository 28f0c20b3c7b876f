import { expect, test } from 'vitest';
import type { Defect } from './defect.ts';
import { judge, type TestOutcome, verdictLine } from './judge.ts';

const defect: Defect = {
  id: 'd',
  where: 'job',
  what: 'a thing is missing',
  plant: () => Promise.reject(new Error('not planted here')),
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

test('red for the stated reason is caught, and the line says by which test', () => {
  const verdict = judge(defect, { control: [green], tests: [red, other], met: 1 });
  expect(verdictLine(verdict)).toBe(
    "caught  d: a thing is missing — it needs the thing said 'AssertionError: expected 1 to be 2'",
  );
});

test.each<[string, Parameters<typeof judge>[1], string]>([
  ['green', { control: [green], tests: [green, other], met: 1 }, 'no test told: "it needs the thing" passed'],
  [
    'red for another reason, though a later error fits',
    { control: [green], tests: [outcome('failed', 'no server', 'expected 1 to be 2')], met: 1 },
    'red for another reason: no server',
  ],
  ['never met', { control: [green], tests: [red], met: 0 }, 'it was never met'],
  ['red without it', { control: [red], tests: [red], met: 1 }, 'not green without the defect'],
  ['not run without it', { control: [other], tests: [red], met: 1 }, 'not green without the defect'],
  ['skipped', { control: [green], tests: [outcome('skipped')], met: 1 }, 'no test told'],
  ['not run', { control: [green], tests: [other], met: 1 }, 'no such test ran'],
])('%s is missed', (_name, trial, said) => {
  const verdict = judge(defect, trial);
  expect(verdict.caught).toBe(false);
  expect(verdictLine(verdict)).toMatch(/^MISSED {2}d: a thing is missing — /);
  expect(verdict.said).toContain(said);
});

test('a defect in the path is caught when all stays green, and it was met', () => {
  expect(judge(inPath, { control: [green], tests: [green], met: 3 })).toMatchObject({
    caught: true,
    said: '1 green, trouble 3 times',
  });
  expect(judge(inPath, { control: [green], tests: [green], met: 0 }).caught).toBe(false);
  expect(judge(inPath, { control: [green], tests: [green, red], met: 3 })).toMatchObject({
    caught: false,
    said: 'AssertionError: expected 1 to be 2',
  });
});
