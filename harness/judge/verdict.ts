import { exitCodes } from '../errors.ts';
import { type Finding, merged } from './finding.ts';

/** `good`: each due thing was seen and was good. `bad`: something bad was seen. `unknown`: neither. */
export type Outcome = 'good' | 'bad' | 'unknown';

/** What a judge says of a run. */
export interface Verdict {
  outcome: Outcome;
  findings: readonly Finding[];
}

/** The verdict that these findings make. Bad wins over unknown: what is missing cannot undo what was seen. */
export function verdictFrom(findings: readonly Finding[]): Verdict {
  return { outcome: outcomeOf(findings), findings: merged(findings) };
}

function outcomeOf(findings: readonly Finding[]): Outcome {
  const severities = new Set(findings.map(({ severity }) => severity));
  if (severities.has('stop')) return 'bad';
  return severities.has('unknown') ? 'unknown' : 'good';
}

/** The exit code of a program that ends with this outcome: 0, 1 or 3. */
export function exitCodeOf(outcome: Outcome): number {
  return { good: exitCodes.ok, bad: exitCodes.testFailure, unknown: exitCodes.environment }[outcome];
}
