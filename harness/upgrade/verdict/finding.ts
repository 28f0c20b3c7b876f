import type { Entry } from '../../evidence/index.ts';

/** One thing that speaks against the upgrade (`stop`) or that an operator should know (`note`). */
export interface Finding {
  rule: string;
  severity: 'stop' | 'note';
  message: string;
  /** Lines of the ledger with this kind are the evidence. */
  evidence: string;
}

/** A finding that makes the verdict NO-GO. */
export const stop = (rule: string, evidence: string, message: string): Finding => ({
  rule,
  severity: 'stop',
  evidence,
  message,
});

/** A finding that an operator should know, whatever the verdict. */
export const note = (rule: string, evidence: string, message: string): Finding => ({
  ...stop(rule, evidence, message),
  severity: 'note',
});

/** The ledger's entries of one kind, in order. */
export function ofKind<T>(entries: readonly Entry[], kind: string): (Entry & T)[] {
  return entries.filter((entry) => entry.kind === kind) as (Entry & T)[];
}

/** Fields of kind `step-end`. */
export interface StepEnd {
  step: string;
  role: string;
  /** Whether the client had been drained before. */
  drained?: boolean;
  downMs: number;
  /** Whether the old agent did not end on SIGTERM. */
  killed?: boolean;
  before: string;
  after: string;
}
