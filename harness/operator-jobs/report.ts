import { type Entry, events, type OperatorJob } from '../evidence/index.ts';
import { knownIssueInWords } from './known-issue-findings.ts';
import { isRunOf } from './operator-job.ts';
import { snapshots } from './snapshots.ts';

/** The operator's jobs in a verdict's words: what ran, what was changed for it, and which known bugs apply. */
export function operatorReport(entries: readonly Entry[]): string[] {
  const jobs = events.operatorJob.of(entries);
  if (jobs.length === 0) return [];
  const first = events.operatorAllocation.of(entries).filter(({ step }) => step === snapshots.before);
  const count = (job: OperatorJob) => first.filter((each) => isRunOf(job, each)).length;
  const changes = [
    ...jobs.flatMap((job) => job.changes),
    ...events.operatorVolume.of(entries).flatMap((volume) => volume.changes),
  ];
  return [
    `your jobs: ${jobs.map((each) => `${each.job} (${each.type}, ${numbered(count(each))})`).join(', ')}`,
    ...changes.map((change) => `     changed: ${change}`),
    ...jobs.flatMap(({ notes = [] }) => notes.map((note) => `     note: ${note}`)),
    ...events.operatorRelease
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
