import type { Entry } from '../../evidence/index.ts';
import { type Finding, ofKind, type StepEnd, stop } from '../verdict/finding.ts';
import { ownClaimFindings } from './claim-findings.ts';
import { knownIssueFindings } from './known-issue-findings.ts';
import { lifecycleFindings } from './lifecycle-findings.ts';
import { looks, type OwnAllocation, type OwnJob, type OwnObserved } from './record.ts';

/** What a rehearsal's ledger says against the operator's own jobs; nothing when none was given. */
export function ownFindings(entries: readonly Entry[]): Finding[] {
  const jobs = ofKind<OwnJob>(entries, 'own-job');
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
  const seen = ofKind<OwnObserved>(entries, 'own-observed').map(({ step }) => step);
  const due = [...ofKind<StepEnd>(entries, 'step-end').map(({ step }) => step), ...Object.values(looks)];
  const missed = due.filter((step) => !seen.includes(step));
  const allocations = ofKind<OwnAllocation>(entries, 'own-allocation');
  const empty = jobs.filter(
    ({ job, namespace, template }) =>
      !template && !allocations.some((each) => each.job === job && each.namespace === namespace),
  );
  return [
    ...(missed.length > 0
      ? [stop('own-unobserved', 'own-observed', `nobody looked at your jobs: ${missed.join(', ')}`)]
      : []),
    ...empty.map(({ job }) =>
      stop(
        'own-unobserved',
        'own-allocation',
        `job ${job} never had an allocation: nothing was proven of it`,
      ),
    ),
  ];
}
