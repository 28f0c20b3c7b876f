import type { Finding } from '../../../harness/judge/index.ts';
import type { Verdict } from '../judge.ts';
import type { RehearsalDefect } from './failures.ts';

/**
 * A failure is caught where the rule that is to tell says stop. Where it is a note, Nomad itself is known to fail so on that version,
 * and nothing was tried; nor was it where the check was left out.
 */
export function judgeRehearsal(
  { id, what, rule, about = '' }: RehearsalDefect,
  findings: readonly Pick<Finding, 'severity' | 'rule' | 'message'>[],
): Verdict {
  const verdict = { id, where: 'rehearsal' as const, what };
  const own = findings.filter((finding) => finding.rule === rule && finding.message.includes(about));
  const told = own.find(({ severity }) => severity === 'stop');
  if (told) return { ...verdict, outcome: 'good', test: `rule ${rule}`, said: firstLine(told.message) };
  const [known] = own;
  if (known) return { ...verdict, outcome: 'unknown', said: `known, not told: ${firstLine(known.message)}` };
  const left = findings.filter(({ rule }) => rule === 'skipped').map(({ message }) => firstLine(message));
  const skipped = left.find((message) => message.startsWith(skippedWith[id] ?? '-'));
  if (skipped !== undefined) return { ...verdict, outcome: 'unknown', said: `not looked at: ${skipped}` };
  const others = findings.filter(({ severity }) => severity !== 'note').map((finding) => finding.rule);
  return {
    ...verdict,
    outcome: 'bad',
    said: `rule ${rule} did not tell; found: ${others.join(', ') || 'nothing'}`,
  };
}

/** The check that has to look at a failure, where a rehearsal may leave it out. */
const skippedWith: Partial<Record<RehearsalDefect['id'], string>> = { 'held-client': 'identity:' };

const firstLine = (message: string) => message.split('\n')[0] ?? '';
