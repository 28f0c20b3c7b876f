import { fileItself } from '../evidence/index.ts';
import { median } from '../median.ts';
import type { SuiteResult } from './suites-process.ts';

/** One repetition of the suites, and the folder that it wrote to. */
export interface Repetition {
  /** From 1. */
  number: number;
  result: SuiteResult;
}

/** How often a test failed, and how long it took. */
export interface TestRate {
  file: string;
  test: string;
  /** How often it ran to an end, whichever. */
  runs: number;
  skipped: number;
  /** How often it showed a known bug, which is no failure. */
  known: number;
  failed: number;
  failures: { repetition: number; line: string; bundle?: string }[];
  /** Milliseconds of those that ran; null when none did. */
  ms: { min: number; median: number; max: number } | null;
}

type Outcome = SuiteResult['files'][number]['tests'][number] & { file: string; repetition: number };

/** A rate for each test of any repetition, those that failed most first. */
export function testRates(repetitions: readonly Repetition[]): TestRate[] {
  const outcomes = Map.groupBy(repetitions.flatMap(outcomesOf), ({ file, name }) => `${file}\n${name}`);
  return [...outcomes.values()].map(rateOf).sort((a, b) => b.failed - a.failed);
}

/** Each test's outcome, and one more for a red end that no test accounts for: it must not look green. */
function outcomesOf({ number: repetition, result }: Repetition): Outcome[] {
  const tests = result.files.flatMap(({ file, tests, failure }) => [
    ...tests.map((test) => ({ ...test, file, repetition })),
    ...(failure === undefined ? [] : [broken(file, fileItself, failure, repetition)]),
  ]);
  if (result.failed === 0 || tests.some(({ status }) => status === 'failed')) return tests;
  return [...tests, broken('vitest', 'the run itself', 'it failed, and no test did', repetition)];
}

function broken(file: string, name: string, failure: string, repetition: number): Outcome {
  return { file, repetition, name, status: 'failed', failures: [failure], ms: undefined };
}

function rateOf(outcomes: Outcome[]): TestRate {
  const [{ file = '', name = '' } = {}] = outcomes;
  const ran = outcomes.filter(({ status }) => ['passed', 'known', 'failed'].includes(status));
  const failed = ran.filter(({ status }) => status === 'failed');
  return {
    file,
    test: name,
    runs: ran.length,
    skipped: outcomes.length - ran.length,
    known: ran.filter(({ status }) => status === 'known').length,
    failed: failed.length,
    failures: failed.map(({ repetition, failures: [line = 'failed without an error message'], bundle }) => ({
      ...{ repetition, line },
      ...(bundle !== undefined && { bundle }),
    })),
    ms: spread(ran.flatMap(({ ms }) => (ms === undefined ? [] : [ms]))),
  };
}

function spread(values: number[]): TestRate['ms'] {
  if (values.length === 0) return null;
  const [min, middle, max] = [Math.min(...values), median(values), Math.max(...values)].map(Math.round);
  return { min: min ?? 0, median: middle ?? 0, max: max ?? 0 };
}

/**
 * A line for each test that failed at least once, with one below it for each other first line of its failures and for
 * each bundle; else one line that says that none did.
 * @param shown makes a path what a reader would type
 */
export function rateLines(rates: readonly TestRate[], repetitions: number, shown = (path: string) => path) {
  const red = rates.filter(({ failed }) => failed > 0);
  if (red.length === 0) return [`no test failed in ${repetitions} runs`];
  return red.flatMap(({ file, test, failed, failures }) => {
    const [first, ...others] = new Set(failures.map(({ line }) => line));
    return [
      `failed ${failed} of ${repetitions}: ${file} > ${test}: ${first}`,
      ...others.map((line) => `  or: ${line}`),
      ...failures.map(
        ({ repetition, bundle }) => `  repetition ${repetition}: ${bundle ? shown(bundle) : 'no bundle'}`,
      ),
    ];
  });
}
