import { type Entry, events, type OwnJob } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';
import { ownClaimFindings } from './claim-findings.ts';
import { knownIssueFindings } from './known-issue-findings.ts';
import { lifecycleFindings } from './lifecycle-findings.ts';
import { looks } from './record.ts';

/** What a rehearsal's ledger says against the operator's own jobs; nothing when none was given. */
export function ownFindings(entries: readonly Entry[]): Finding[] {
  const jobs = events.ownJob.of(entries);
  if (jobs.length === 0) return [];
  return [
    ...unobserved(entries, jobs),
    ...lifecycleFindings(entries),
    ...ownClaimFindings(entries),
    ...knownIssueFindings(entries),
  ];
}

/** Not to have looked speaks against a GO, too. */
function unobserved(entries: readonly Entry[], jobs: OwnJob[]): Finding[] {
  const seen = events.ownObserved.of(entries).map(({ step }) => step);
  const due = [...events.stepEnd.of(entries).map(({ step }) => step), ...Object.values(looks)];
  const missed = due.filter((step) => !seen.includes(step));
  const allocations = events.ownAllocation.of(entries);
  const empty = jobs.filter(
    ({ job, namespace, template }) =>
      !template && !allocations.some((each) => each.job === job && each.namespace === namespace),
  );
  return [
    ...(missed.length > 0
      ? [stop('own-unobserved', events.ownObserved, `nobody looked at your jobs: ${missed.join(', ')}`)]
      : []),
    ...empty.map(({ job }) =>
      stop(
        'own-unobserved',
        events.ownAllocation,
        `job ${job} never had an allocation: nothing was proven of it`,
      ),
    ),
  ];
}
