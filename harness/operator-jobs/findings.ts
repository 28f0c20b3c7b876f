import { type Entry, events, type OperatorJob } from '../evidence/index.ts';
import { type Finding, unknown } from '../judge/index.ts';
import { operatorClaimFindings } from './claim-findings.ts';
import { knownIssueFindings } from './known-issue-findings.ts';
import { lifecycleFindings } from './lifecycle-findings.ts';

/** What a rehearsal's ledger says against the operator's own jobs; nothing when none was given. */
export function operatorFindings(entries: readonly Entry[]): Finding[] {
  const jobs = events.operatorJob.of(entries);
  if (jobs.length === 0) return [];
  return [
    ...unobserved(entries, jobs),
    ...lifecycleFindings(entries),
    ...operatorClaimFindings(entries),
    ...knownIssueFindings(entries),
  ];
}

/** Of a job without an allocation nothing was seen. */
function unobserved(entries: readonly Entry[], jobs: OperatorJob[]): Finding[] {
  const allocations = events.operatorAllocation.of(entries);
  return jobs
    .filter(
      ({ job, namespace, template }) =>
        !template && !allocations.some((each) => each.job === job && each.namespace === namespace),
    )
    .map(({ job }) =>
      unknown(
        'own-unobserved',
        events.operatorAllocation,
        `job ${job} never had an allocation: nothing was proven of it`,
      ),
    );
}
