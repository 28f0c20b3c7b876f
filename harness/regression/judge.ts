import type { KnownBug } from './bug.ts';
import { contradiction, shownWhereFixed } from './known.ts';

/** How one test of a suite ended. */
export interface TestOutcome {
  status: string;
  /** The first line of each of its errors, the test's own before those of its clean-up. */
  failures: readonly string[];
  /** All that each of them says; the first lines unless given. */
  messages?: readonly string[];
  /** What its assertion said of a known bug, which then is no failure of the test. */
  known?: { id: string; reason: string };
}

/** How the file of a suite ended. */
export interface SuiteOutcome {
  tests: readonly TestOutcome[];
  /** What broke the file itself, where no test of it failed for it. */
  failure?: string;
}

/** Whether a version has a bug: `red` has it, `green` has it not, `unjudged` broke on the way to the assertion. */
export interface Judgement {
  colour: 'red' | 'green' | 'unjudged';
  /** What the assertion said, or why there is no judgement; empty for green. */
  reason: string;
}

/**
 * Only an assertion that failed with the bug's evidence shows it, also one that is excused because the version is known to have
 * it; a test that failed because it passed has shown that the version does not have it. One test that broke for another reason,
 * or a file that broke or did not run, leaves the whole suite unjudged.
 */
export function judge(suite: SuiteOutcome | undefined, bug: Pick<KnownBug, 'id' | 'evidence'>): Judgement {
  const { tests = [], failure } = suite ?? {};
  if (failure !== undefined) return unjudged(failure);
  const outcomes = tests.map(raw);
  const failed = outcomes.filter(({ status }) => status === 'failed');
  const broken = failed.find(({ failures: [own = ''] }) => !own.startsWith('AssertionError'));
  if (broken) return unjudged(broken.failures[0] || 'a test failed without an error message');
  const other = failed.find((test) => !isEvidence(test, bug));
  if (other) return unjudged(`this is not the bug's evidence: ${reasonOf(other)}`);
  const [first] = failed;
  if (first) return { colour: 'red', reason: reasonOf(first) };
  if (outcomes.some(({ status }) => status === 'passed')) return { colour: 'green', reason: '' };
  return unjudged(tests.length > 0 ? 'every test was skipped' : 'no test ran');
}

const reasonOf = ({ failures: [own = ''] }: TestOutcome) => own.replace(/^AssertionError: /, '');

/** What the assertion saw may stand beyond its message: then the test itself has said whose it is. */
function isEvidence(
  { known, failures, messages = failures }: TestOutcome,
  { id, evidence }: Pick<KnownBug, 'id' | 'evidence'>,
): boolean {
  const own = messages[0] ?? '';
  return known?.id === id || evidence.test(own) || own.includes(shownWhereFixed(id));
}

/** What a test would have been without the table of known bugs. */
function raw(test: TestOutcome): TestOutcome {
  const { failures, known } = test;
  if (known) {
    const [first] = known.reason.split('\n');
    return { status: 'failed', failures: [`AssertionError: ${first}`, ...failures], known };
  }
  const [first = '', ...others] = failures;
  if (!first.startsWith(`BehaviourError: ${contradiction}`)) return test;
  return { status: others.length > 0 ? 'failed' : 'passed', failures: others };
}

/** A judgement that could not be made. */
export const unjudged = (reason: string): Judgement => ({ colour: 'unjudged', reason });
