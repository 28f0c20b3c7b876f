import { type Entry, events, type OwnJob } from '../evidence/index.ts';
import { knownIssueInWords } from './known-issue-findings.ts';
import { looks } from './record.ts';

/** The operator's own jobs in a verdict's words: what ran, what was changed for it, and which known bugs apply. */
export function ownReport(entries: readonly Entry[]): string[] {
  const jobs = events.ownJob.of(entries);
  if (jobs.length === 0) return [];
  const first = events.ownAllocation.of(entries).filter(({ step }) => step === looks.before);
  const count = (own: OwnJob) =>
    first.filter(
      ({ job, namespace }) =>
        namespace === own.namespace && (job === own.job || job.startsWith(`${own.job}/`)),
    ).length;
  const changes = [
    ...jobs.flatMap((own) => own.changes),
    ...events.ownVolume.of(entries).flatMap((volume) => volume.changes),
  ];
  return [
    `your jobs: ${jobs.map((own) => `${own.job} (${own.type}, ${numbered(count(own))})`).join(', ')}`,
    ...changes.map((change) => `     changed: ${change}`),
    ...events.ownRelease
      .of(entries)
      .flatMap(({ volume, releaseMs }) =>
        releaseMs === undefined
          ? []
          : [`     volume ${volume}: claimed by nobody ${releaseMs} ms after its jobs had ended`],
      ),
    ...events.knownIssue
      .of(entries)
      .filter(({ observed }) => observed === 'green')
      .map((issue) => `     known bug ${knownIssueInWords(issue)}`),
  ];
}

const numbered = (count: number) => `${count} allocation${count === 1 ? '' : 's'}`;
