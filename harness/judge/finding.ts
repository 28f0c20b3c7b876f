import type { Kind } from '../evidence/index.ts';

/**
 * `stop`: something bad was seen. `unknown`: something that was due was not seen, so nothing can be said of it. `note`: worth
 * knowing, whatever the verdict.
 */
export type Severity = 'stop' | 'unknown' | 'note';

/** One thing that a judge found. */
export interface Finding {
  severity: Severity;
  /** Stable name of the rule, such as `record-lost`. */
  rule: string;
  message: string;
  /** Lines of the ledger with this kind are the evidence, or would be. */
  evidence?: string;
  /** Ids of known bugs of Nomad that show in this way: a version that may have one is not called bad for it. */
  bugs?: readonly string[];
}

const of =
  (severity: Severity) =>
  (rule: string, evidence: Kind<object>, message: string): Finding => ({
    severity,
    rule,
    message,
    evidence: evidence.name,
  });

/** A finding that makes the verdict bad. */
export const stop = of('stop');

/** A finding that keeps the verdict from being good: what was due has not been seen. */
export const unknown = of('unknown');

/** A finding that leaves the verdict as it is. */
export const note = of('note');

/** Each finding once; of one that was found again and again, with how often. */
export function merged(findings: readonly Finding[]): Finding[] {
  const same = Map.groupBy(findings, ({ severity, rule, message }) => `${severity} ${rule} ${message}`);
  return [...same.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const times = more.length === 0 ? '' : ` (${more.length + 1} times)`;
    return [{ ...first, message: `${first.message}${times}` }];
  });
}
