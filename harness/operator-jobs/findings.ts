import { type Entry, events, type OwnJob } from '../evidence/index.ts';
import { type Finding, unknown } from '../judge/index.ts';
import { ownClaimFindings } from './claim-findings.ts';
import { knownIssueFindings } from './known-issue-findings.ts';
import { lifecycleFindings } from './lifecycle-findings.ts';

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

/** Of a job without an allocation nothing was seen. */
function unobserved(entries: readonly Entry[], jobs: OwnJob[]): Finding[] {
  const allocations = events.ownAllocation.of(entries);
  return jobs
    .filter(
      ({ job, namespace, template }) =>
        !template && !allocations.some((each) => each.job === job && each.namespace === namespace),
    )
    .map(({ job }) =>
      unknown(
        'own-unobserved',
        events.ownAllocation,
        `job ${job} never had an allocation: nothing was proven of it`,
      ),
    );
}
