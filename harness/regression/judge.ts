import { contradiction } from './known.ts';

/** How one test of a suite ended. */
export interface TestOutcome {
  status: string;
  /** The first line of each of its errors, the test's own before those of its clean-up. */
  failures: readonly string[];
  /** What its assertion said of a known bug, which then is no failure of the test. */
  known?: { reason: string };
}

/** Whether a version has a bug: `red` has it, `green` has it not, `unjudged` broke on the way to the assertion. */
export interface Judgement {
  colour: 'red' | 'green' | 'unjudged';
  /** What the assertion said, or why there is no judgement; empty for green. */
  reason: string;
}

/**
 * Only a failed assertion shows the bug, also one that is excused because the version is known to have it; a test that
 * failed because it passed has shown that the version does not have it. One test that broke for another reason leaves the
 * whole suite unjudged.
 */
export function judge(outcomes: readonly TestOutcome[]): Judgement {
  const tests = outcomes.map(raw);
  const failures = tests.filter(({ status }) => status === 'failed').map(({ failures: [own = ''] }) => own);
  const broken = failures.find((failure) => !failure.startsWith('AssertionError'));
  if (broken !== undefined) return unjudged(broken === '' ? 'a test failed without a word' : broken);
  const [first] = failures;
  if (first !== undefined) return { colour: 'red', reason: first.replace(/^AssertionError: /, '') };
  if (tests.some(({ status }) => status === 'passed')) return { colour: 'green', reason: '' };
  return unjudged(tests.length > 0 ? 'every test was skipped' : 'no test ran');
}

/** What a test would have been without the table of known bugs. */
function raw({ status, failures, known }: TestOutcome): TestOutcome {
  if (known) {
    const [first] = known.reason.split('\n');
    return { status: 'failed', failures: [`AssertionError: ${first}`, ...failures] };
  }
  const [first = '', ...others] = failures;
  if (!first.startsWith(`BehaviourError: ${contradiction}`)) return { status, failures };
  return { status: others.length > 0 ? 'failed' : 'passed', failures: others };
}

/** A judgement that could not be made. */
export const unjudged = (reason: string): Judgement => ({ colour: 'unjudged', reason });
