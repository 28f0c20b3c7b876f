import { type Entry, events, type KnownIssue } from '../evidence/index.ts';
import { type Finding, note, stop } from '../judge/index.ts';

/** A bug that is known to be there is the operator's to weigh; one that should not be there speaks against the version. */
export function knownIssueFindings(entries: readonly Entry[]): Finding[] {
  return events.knownIssue
    .of(entries)
    .filter(({ observed }) => observed !== 'green')
    .map((issue) => {
      const speaks = issue.observed === 'red' && issue.expected === 'green' ? stop : note;
      return speaks('own-known-issue', events.knownIssue, knownIssueInWords(issue));
    });
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
