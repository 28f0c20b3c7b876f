import { type Finding, type Outcome, verdictFrom } from '../../harness/judge/index.ts';
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

/** How a run of tests ended. */
export interface TestsRun {
  tests: readonly TestOutcome[];
  /** What broke a file itself, where no test of it failed for it. */
  broken: readonly { file: string; failure: string }[];
  /** How many tests failed; at least one where the run itself did, such as by an error that nobody awaited. */
  failed: number;
}

/** What became of a defect. */
export interface Verdict {
  id: string;
  /** `judge`: in the evidence that the verdict on a run is made of. `rehearsal`: in an upgrade that is rehearsed. */
  where: Defect['where'] | 'judge' | 'rehearsal';
  what: string;
  /** `good` when it was caught, `bad` when it was missed, `unknown` when it was not tried. */
  outcome: Outcome;
  /** The test that told, if one did. */
  test?: string;
  /** What it said; for a defect that was not caught, why not. */
  said: string;
}

export interface Trial {
  /** How the tests ended without any defect. */
  control: TestsRun;
  /** How they ended with it. */
  run: TestsRun;
  /** How often the defect was met. */
  met: number;
  /** What rules that hold in every run found in the defect's own volumes. */
  found?: readonly string[];
}

/** The tests that a defect is about. */
function testsOf(defect: Defect, outcomes: readonly TestOutcome[]): TestOutcome[] {
  return outcomes.filter(({ file, name }) => defect.suites.includes(file) && defect.test.test(name));
}

/**
 * A defect is caught when its tests passed without it and, with it, the same tests ran and one failed for the stated reason; in
 * the path each of them passed, and so did the run; by the ledger each passed, and a rule told. Where the tests were not green without it, did not run, or never met it, nothing
 * was tried.
 */
export function judge(defect: Defect, { control, run, met, found = [] }: Trial): Verdict {
  const before = testsOf(defect, control.tests);
  const sound = before.length > 0 && before.every(({ status }) => status === 'passed');
  if (!sound) return untried(defect, `not green without the defect: ${inWords(before)}`);
  const troubled = troubleOf(control, defect.suites);
  if (troubled !== undefined) return untried(defect, `not green without the defect: ${troubled}`);
  const own = testsOf(defect, run.tests);
  const gone = before.filter((test) => !own.some((each) => isSame(each, test)));
  if (gone.length > 0) return untried(defect, `not all of its tests ran: ${namesOf(gone)}`);
  if (met === 0) return untried(defect, 'it was never met');
  if (defect.because === undefined) return held(defect, run, met);
  return defect.byLedger ? judged(defect, own, found) : caught(defect, own, defect.because);
}

const isSame = (one: TestOutcome, other: TestOutcome) => one.file === other.file && one.name === other.name;

/** What is wrong with a run besides its tests: a file of these, or the run itself. */
function troubleOf({ tests, broken, failed }: TestsRun, suites: readonly string[]): string | undefined {
  const file = broken.find((each) => suites.includes(each.file));
  if (file) return `${file.file}: ${file.failure}`;
  const told = tests.filter(({ status }) => status === 'failed').length + broken.length;
  return failed > told ? 'the run failed by an error of no test' : undefined;
}

/** One line on a verdict. */
export function verdictLine({ id, what, outcome, test, said }: Verdict): string {
  if (outcome === 'good') return `caught  ${id}: ${what} — ${test} said '${said}'`;
  const word = outcome === 'bad' ? 'MISSED ' : 'UNKNOWN';
  return `${word} ${id}: ${what} — ${test === undefined ? '' : `${test}: `}${said}`;
}

/** The outcome of all: bad where one was missed, else unknown where one was not tried. */
export function outcomeOfAll(verdicts: readonly Verdict[]): Outcome {
  const findings = verdicts.flatMap(({ id, outcome, said }): Finding[] =>
    outcome === 'good' ? [] : [{ severity: outcome === 'bad' ? 'stop' : 'unknown', rule: id, message: said }],
  );
  return verdictFrom(findings).outcome;
}

function missed(defect: Defect, said: string, test?: string): Verdict {
  const { id, where, what } = defect;
  return { id, where, what, outcome: 'bad', ...(test !== undefined && { test }), said };
}

/** A defect of which nothing can be said. */
export function untried({ id, where, what }: Pick<Verdict, 'id' | 'where' | 'what'>, said: string): Verdict {
  return { id, where, what, outcome: 'unknown', said };
}

function held(defect: Defect, run: TestsRun, met: number): Verdict {
  const own = testsOf(defect, run.tests);
  const failed = own.find(({ status }) => status !== 'passed');
  if (failed) return missed(defect, firstOf(failed), failed.name);
  const trouble = troubleOf(run, defect.suites);
  if (trouble !== undefined) return missed(defect, trouble);
  const { id, where, what } = defect;
  const said = `${own.length} green, trouble ${met} times`;
  return { id, where, what, outcome: 'good', test: `${own.length === 1 ? own[0]?.name : 'all tests'}`, said };
}

function caught(defect: Defect, own: readonly TestOutcome[], because: RegExp): Verdict {
  const red = own.filter(({ status }) => status === 'failed');
  const told = red.find(({ failures }) => because.test(failures[0] ?? ''));
  const { id, where, what } = defect;
  if (told) return { id, where, what, outcome: 'good', test: told.name, said: firstOf(told) };
  const [other] = red;
  if (other) return missed(defect, `red for another reason: ${firstOf(other)}`, other.name);
  return missed(defect, `no test told: ${inWords(own)}`);
}

function judged(defect: Defect, own: readonly TestOutcome[], found: readonly string[]): Verdict {
  const failed = own.find(({ status }) => status !== 'passed');
  if (failed) return missed(defect, `not by the ledger alone: ${firstOf(failed)}`, failed.name);
  const told = found.find((text) => defect.because?.test(text));
  if (told === undefined) return missed(defect, `no rule told: ${found.join('; ') || 'nothing was found'}`);
  const { id, where, what } = defect;
  return { id, where, what, outcome: 'good', test: 'the ledger', said: told.split('\n')[0] ?? told };
}

const namesOf = (tests: readonly TestOutcome[]) =>
  tests.map(({ file, name }) => `"${name}" of ${file}`).join(', ');

/** The first line of the first error, which is the test's own, or that of the first check after it. */
const firstOf = ({ failures, status }: TestOutcome) => failures[0]?.split('\n')[0] ?? status;

function inWords(tests: readonly TestOutcome[]): string {
  const each = tests.map(
    (test) => `"${test.name}" ${test.status}${test.failures.length > 0 ? `: ${firstOf(test)}` : ''}`,
  );
  return each.join('; ') || 'no such test ran';
}
