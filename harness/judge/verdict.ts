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

/** What a run was about. */
export type RunKind = 'suites' | 'upgrade' | 'chaos';

/** The verdict on a run. */
export interface RunVerdict extends Verdict {
  kind: RunKind;
}

/** A verdict in a word: GO, NO-GO or UNKNOWN of a rehearsal, else passed, failed or unknown, or interrupted by its user. */
export function verdictWord({ kind, outcome, findings }: RunVerdict): string {
  if (outcome === 'unknown' && findings.some(({ rule }) => rule === interruptedRule)) return 'interrupted';
  if (kind === 'upgrade') return { good: 'GO', bad: 'NO-GO', unknown: 'UNKNOWN' }[outcome];
  return { good: 'passed', bad: 'failed', unknown: 'unknown' }[outcome];
}

/** Of the finding that a run was ended by its user. */
export const interruptedRule = 'interrupted';

/** A finding in one line: `STOP record-lost: …` */
export function findingInWords({ severity, rule, message }: Finding): string {
  return `${severity === 'note' ? severity : severity.toUpperCase()} ${rule}: ${message}`;
}
