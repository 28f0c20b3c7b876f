import type { Entry } from '../../evidence/index.ts';
import { ofKind } from '../verdict/finding.ts';
import { type KnownIssue, knownIssueInWords } from './known-issue-findings.ts';
import { looks, type OwnAllocation, type OwnJob, type OwnRelease } from './record.ts';

/** The operator's own jobs in a verdict's words: what ran, what was changed for it, and which known bugs apply. */
export function ownReport(entries: readonly Entry[]): string[] {
  const jobs = ofKind<OwnJob>(entries, 'own-job');
  if (jobs.length === 0) return [];
  const first = ofKind<OwnAllocation>(entries, 'own-allocation').filter(({ step }) => step === looks.before);
  const count = (own: OwnJob) =>
    first.filter(
      ({ job, namespace }) =>
        namespace === own.namespace && (job === own.job || job.startsWith(`${own.job}/`)),
    ).length;
  const changes = [
    ...jobs.flatMap((own) => own.changes),
    ...ofKind<{ changes: string[] }>(entries, 'own-volume').flatMap((volume) => volume.changes),
  ];
  return [
    `your jobs: ${jobs.map((own) => `${own.job} (${own.type}, ${numbered(count(own))})`).join(', ')}`,
    ...changes.map((change) => `     changed: ${change}`),
    ...ofKind<OwnRelease>(entries, 'own-release').flatMap(({ volume, releaseMs }) =>
      releaseMs === undefined
        ? []
        : [`     volume ${volume}: claimed by nobody ${releaseMs} ms after its jobs had ended`],
    ),
    ...ofKind<KnownIssue>(entries, 'known-issue')
      .filter(({ observed }) => observed === 'green')
      .map((issue) => `     known bug ${knownIssueInWords(issue)}`),
  ];
}

const numbered = (count: number) => `${count} allocation${count === 1 ? '' : 's'}`;
