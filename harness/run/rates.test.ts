import { expect, test } from 'vitest';
import { type Repetition, rateLines, testRates } from './rates.ts';

type File = Repetition['result']['files'][number];

const passed = (name: string, ms: number) => ({ name, status: 'passed', failures: [], ms });
const failed = (name: string, ms: number, failure: string, bundle?: string) => ({
  ...{ name, status: 'failed', failures: [failure, 'cleanup'], ms },
  ...(bundle !== undefined && { bundle }),
});

/** A repetition with these tests of one file. */
function repetition(number: number, tests: File['tests'], more: { failure?: string; failed?: number } = {}) {
  const { failure } = more;
  const red = tests.filter(({ status }) => status === 'failed').length;
  const files = [{ file: 'suites/a.e2e.ts', tests, ...(failure !== undefined && { failure }) }];
  return {
    number,
    result: { passed: 0, skipped: 0, known: 0, failed: more.failed ?? red, files, errors: [] },
  };
}

test('a test that failed in some repetitions is told with how often, why, and each bundle', () => {
  const rates = testRates([
    repetition(1, [passed('good', 10), passed('flaky', 5)]),
    repetition(2, [passed('good', 30), failed('flaky', 7, 'Error: one', '/runs/2/flaky')]),
    repetition(3, [passed('good', 11), failed('flaky', 90, 'Error: two', '/runs/3/flaky')]),
  ]);
  expect(rateLines(rates, 3, (path) => `.${path}`)).toEqual([
    'failed 2 of 3: suites/a.e2e.ts > flaky: Error: one',
    '  or: Error: two',
    '  repetition 2: ./runs/2/flaky',
    '  repetition 3: ./runs/3/flaky',
  ]);
  expect(rates.map(({ test, ms, runs, failed }) => ({ test, ms, runs, failed }))).toEqual([
    { test: 'flaky', runs: 3, failed: 2, ms: { min: 5, median: 7, max: 90 } },
    { test: 'good', runs: 3, failed: 0, ms: { min: 10, median: 11, max: 30 } },
  ]);
});

test('no failure is one line, and a skipped test has no duration', () => {
  const skipped = { name: 'later', status: 'skipped', failures: [], ms: undefined };
  const rates = testRates([repetition(1, [passed('good', 1), skipped]), repetition(2, [passed('good', 2)])]);
  expect(rateLines(rates, 2)).toEqual(['no test failed in 2 runs']);
  expect(rates[1]).toMatchObject({ test: 'later', runs: 0, skipped: 1, ms: null });
});

test('a test that showed a known bug ran, and is counted apart', () => {
  const known = { ...passed('shown', 4), status: 'known' };
  const rates = testRates([repetition(1, [known]), repetition(2, [passed('shown', 6)])]);
  expect(rateLines(rates, 2)).toEqual(['no test failed in 2 runs']);
  expect(rates).toMatchObject([{ runs: 2, known: 1, failed: 0, skipped: 0, ms: { min: 4, max: 6 } }]);
});

test('a file that broke, and a red end without a red test, are failures too', () => {
  const rates = testRates([
    repetition(1, [passed('good', 1)], { failure: 'cannot be loaded', failed: 1 }),
    repetition(2, [passed('good', 1)], { failed: 1 }),
  ]);
  expect(rateLines(rates, 2)).toEqual([
    'failed 1 of 2: suites/a.e2e.ts > the file itself: cannot be loaded',
    '  repetition 1: no bundle',
    'failed 1 of 2: vitest > the run itself: it failed, and no test did',
    '  repetition 2: no bundle',
  ]);
});
