import type { Defect } from './defect.ts';

/** How one test ended. */
export interface TestOutcome {
  file: string;
  name: string;
  /** `passed`, `failed`, `skipped`, … as vitest says. */
  status: string;
  /** What each error says, in one or more lines. */
  failures: readonly string[];
}

/** What became of a defect. */
export interface Verdict {
  id: string;
  where: Defect['where'];
  what: string;
  caught: boolean;
  /** The test that told, if one did. */
  test?: string;
  /** What it said; for a defect that was missed, why it counts as missed. */
  said: string;
}

export interface Trial {
  /** How the tests ended without any defect. */
  control: readonly TestOutcome[];
  /** How they ended with it. */
  tests: readonly TestOutcome[];
  /** How often the defect was met. */
  met: number;
}

/** The tests that a defect is about. */
export function testsOf(defect: Defect, outcomes: readonly TestOutcome[]): TestOutcome[] {
  return outcomes.filter(({ file, name }) => defect.suites.includes(file) && defect.test.test(name));
}

/** A defect is caught when its test is green without it and, with it, red for the stated reason (in the path: green). */
export function judge(defect: Defect, { control, tests, met }: Trial): Verdict {
  const before = testsOf(defect, control);
  const sound = before.length > 0 && before.every(({ status }) => status === 'passed');
  if (!sound) return missed(defect, `not green without the defect: ${inWords(before)}`);
  const own = testsOf(defect, tests);
  if (own.length === 0) return missed(defect, 'no such test ran');
  if (met === 0) return missed(defect, 'it was never met');
  return defect.because === undefined ? held(defect, own, met) : caught(defect, own, defect.because);
}

/** One line on a verdict. */
export function verdictLine({ id, what, caught, test, said }: Verdict): string {
  return caught
    ? `caught  ${id}: ${what} — ${test} said '${said}'`
    : `MISSED  ${id}: ${what} — ${test === undefined ? '' : `${test}: `}${said}`;
}

export function missed(defect: Defect, said: string, test?: string): Verdict {
  const { id, where, what } = defect;
  return { id, where, what, caught: false, ...(test !== undefined && { test }), said };
}

function held({ id, where, what, ...defect }: Defect, own: readonly TestOutcome[], met: number): Verdict {
  const failed = own.find(({ status }) => status !== 'passed');
  if (failed) return missed({ id, where, what, ...defect }, firstOf(failed), failed.name);
  const said = `${own.length} green, trouble ${met} times`;
  return { id, where, what, caught: true, test: `${own.length === 1 ? own[0]?.name : 'all tests'}`, said };
}

function caught(defect: Defect, own: readonly TestOutcome[], because: RegExp): Verdict {
  const red = own.filter(({ status }) => status === 'failed');
  const told = red.find(({ failures }) => because.test(failures[0] ?? ''));
  const { id, where, what } = defect;
  if (told) return { id, where, what, caught: true, test: told.name, said: firstOf(told) };
  const [other] = red;
  if (other) return missed(defect, `red for another reason: ${firstOf(other)}`, other.name);
  return missed(defect, `no test told: ${inWords(own)}`);
}

/** The first line of the first error, which is the test's own, or that of the first check after it. */
const firstOf = ({ failures, status }: TestOutcome) => failures[0]?.split('\n')[0] ?? status;

function inWords(tests: readonly TestOutcome[]): string {
  const each = tests.map(
    (test) => `"${test.name}" ${test.status}${test.failures.length > 0 ? `: ${firstOf(test)}` : ''}`,
  );
  return each.join('; ') || 'no such test ran';
}
