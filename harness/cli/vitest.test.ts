import { expect, test } from 'vitest';
import { counted } from './vitest.ts';

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
  expect(counted(result, 1)).toEqual({ passed: 0, failed: 1, skipped: 0, files });
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
