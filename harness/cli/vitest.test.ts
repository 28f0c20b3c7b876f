import { expect, test } from 'vitest';
import { counted, isRed } from './vitest.ts';

const file = { name: `${process.cwd()}/suites/a.e2e.ts`, status: 'failed', message: 'no such job\n at b' };

test('a red test has its name, time, first lines and bundle', () => {
  const red = {
    ...{ fullName: ' areas > one', status: 'failed', duration: 12.5, failureMessages: ['Error: x\n at y'] },
    meta: { failureBundle: '/runs/1/failures/one' },
  };
  const result = {
    ...{ numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 },
    testResults: [{ ...file, assertionResults: [red] }],
  };
  const tests = [
    {
      ...{ name: 'areas > one', status: 'failed', failures: ['Error: x'], messages: ['Error: x'], ms: 12.5 },
      bundle: '/runs/1/failures/one',
    },
  ];
  const files = [{ file: 'suites/a.e2e.ts', tests }];
  expect(counted(result, 1)).toEqual({ passed: 0, failed: 1, skipped: 0, known: 0, files });
});

test('a file that breaks counts as failed, and says why', () => {
  const result = {
    ...{ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 },
    testResults: [{ ...file, assertionResults: [] }],
  };
  expect(counted(result, 1)).toMatchObject({
    failed: 1,
    files: [{ tests: [], failure: 'no such job' }],
  });
});

test('a test that showed a known bug is neither passed nor failed, and one that failed besides has failed', () => {
  const knownBug = { id: 'X1', what: 'it breaks', reason: 'expected 1 to be 2' };
  const shown = { fullName: 'shown', status: 'passed', failureMessages: [], meta: { knownBug } };
  const left = { fullName: 'left', status: 'failed', failureMessages: ['Error: left'], meta: { knownBug } };
  const result = {
    ...{ numPassedTests: 1, numFailedTests: 1, numPendingTests: 0 },
    testResults: [{ ...file, assertionResults: [shown, left] }],
  };
  expect(counted(result, 1)).toMatchObject({
    ...{ passed: 0, failed: 1, known: 1 },
    files: [
      {
        tests: [
          { status: 'known', known: knownBug },
          { status: 'failed', known: knownBug },
        ],
      },
    ],
  });
});

test.each([
  [{ passed: 1, known: 0, failed: 0 }, false],
  [{ passed: 0, known: 1, failed: 0 }, false],
  [{ passed: 9, known: 1, failed: 1 }, true],
  [{ passed: 0, known: 0, failed: 0 }, true],
])('a run of %j is red: %s', (counts, red) => {
  expect(isRed(counts)).toBe(red);
});
