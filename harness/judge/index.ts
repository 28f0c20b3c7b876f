export { type Finding, note, type Severity, stop, unknown } from './finding.ts';
export { isFreedAttached } from './freed-attached.ts';
export { invariantFindings } from './invariants.ts';
export { modesOf } from './one-writer.ts';
export { suiteFindings, testRules } from './suites.ts';
export { checkedAtTestEnd } from './test-end.ts';
export { type TestOutcome, type TestStatus, testOutcomes } from './tests.ts';
export {
  exitCodeOf,
  findingInWords,
  interruptedRule,
  type Outcome,
  type RunKind,
  type RunVerdict,
  type Verdict,
  verdictFrom,
  verdictWord,
} from './verdict.ts';
