/** How one test of a suite ended. */
export interface TestOutcome {
  status: string;
  /** The first line of each of its errors, the test's own before those of its clean-up. */
  failures: readonly string[];
}

/** Whether a version has a bug: `red` has it, `green` has it not, `unjudged` broke on the way to the assertion. */
export interface Judgement {
  colour: 'red' | 'green' | 'unjudged';
  /** What the assertion said, or why there is no judgement; empty for green. */
  reason: string;
}

/** Only a failed assertion shows the bug. One test that broke for another reason leaves the whole suite unjudged. */
export function judge(tests: readonly TestOutcome[]): Judgement {
  const failures = tests.filter(({ status }) => status === 'failed').map(({ failures: [own = ''] }) => own);
  const broken = failures.find((failure) => !failure.startsWith('AssertionError'));
  if (broken !== undefined) return unjudged(broken === '' ? 'a test failed without a word' : broken);
  const [first] = failures;
  if (first !== undefined) return { colour: 'red', reason: first.replace(/^AssertionError: /, '') };
  if (tests.some(({ status }) => status === 'passed')) return { colour: 'green', reason: '' };
  return unjudged(tests.length > 0 ? 'every test was skipped' : 'no test ran');
}

/** A judgement that could not be made. */
export const unjudged = (reason: string): Judgement => ({ colour: 'unjudged', reason });
