export { type Finding, merged, note, type Severity, stop, unknown } from './finding.ts';
export { exitCodeOf, type Outcome, type Verdict, verdictFrom } from './verdict.ts';
