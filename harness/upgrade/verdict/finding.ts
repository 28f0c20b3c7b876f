import type { Kind } from '../../evidence/index.ts';

/** One thing that speaks against the upgrade (`stop`) or that an operator should know (`note`). */
export interface Finding {
  rule: string;
  severity: 'stop' | 'note';
  message: string;
  /** Lines of the ledger with this kind are the evidence. */
  evidence: string;
}

/** A finding that makes the verdict NO-GO. */
export const stop = (rule: string, evidence: Kind<object>, message: string): Finding => ({
  rule,
  severity: 'stop',
  evidence: evidence.name,
  message,
});

/** A finding that an operator should know, whatever the verdict. */
export const note = (rule: string, evidence: Kind<object>, message: string): Finding => ({
  ...stop(rule, evidence, message),
  severity: 'note',
});

/** Each finding once; of one that was found again and again, with how often. */
export function merged(findings: readonly Finding[]): Finding[] {
  const same = Map.groupBy(findings, ({ severity, rule, message }) => `${severity} ${rule} ${message}`);
  return [...same.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const times = more.length === 0 ? '' : ` (${more.length + 1} times)`;
    return [{ ...first, message: `${first.message}${times}` }];
  });
}
