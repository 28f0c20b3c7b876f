import type { Entry } from '../../evidence/index.ts';
import { type Finding, ofKind } from '../verdict/finding.ts';

/** Fields of kind `known-issue`: a bug that Nomad has had and that an operator's job could meet. */
export interface KnownIssue {
  id: string;
  issue: number;
  what: string;
  /** Jobs that could meet it. */
  jobs: string[];
  version: string;
  expected: 'red' | 'green' | 'either';
  /** What the bug's suite was on the upgraded cluster, or why it judged nothing. */
  observed: 'red' | 'green' | 'unjudged';
  reason?: string;
}

/** A bug that is known to be there is the operator's to weigh; one that should not be there speaks against the version. */
export function knownIssueFindings(entries: readonly Entry[]): Finding[] {
  return ofKind<KnownIssue>(entries, 'known-issue')
    .filter(({ observed }) => observed !== 'green')
    .map((issue) => ({
      rule: 'own-known-issue',
      severity: issue.observed === 'red' && issue.expected === 'green' ? 'stop' : 'note',
      evidence: 'known-issue',
      message: knownIssueInWords(issue),
    }));
}

/** One line: what the bug is, which jobs could meet it, and whether the version has it. */
export function knownIssueInWords(entry: KnownIssue): string {
  const { id, issue, what, jobs, version, expected, observed, reason } = entry;
  const name = `${id} (nomad#${issue}, ${what}) applies to ${jobs.join(', ')}`;
  if (observed === 'unjudged') return `${name}: could not be judged on ${version}: ${reason ?? ''}`;
  const has = observed === 'red' ? `${version} has it` : `${version} does not have it`;
  const surprise = expected !== 'either' && expected !== observed ? ', against what was expected' : '';
  return `${name}: ${has}${surprise}`;
}
