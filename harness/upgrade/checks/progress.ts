import { type DataOf, type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import { evidence, fromBefore, type Stage, type UpgradeCheck, writersOf } from './check.ts';

type Progress = DataOf<typeof events.writerProgress>;

/** After each step every writer has written since the step before: one that goes on without a record hangs. */
export const progress: UpgradeCheck = {
  name: 'progress',
  says: () => ({ atEachStep: 'each writer has acknowledged more records than at the step before' }),
  leaves: [
    evidence(events.writerProgress, {
      at: fromBefore,
      of: writersOf,
      seen: ({ writers }) => writers.map(({ job }) => job),
    }),
  ],
  before: noteProgress,
  atEachStep: noteProgress,
  rules: [progressFindings],
};

async function noteProgress(step: string, { writers }: Stage): Promise<void> {
  await writers.progress(step);
}

function progressFindings(entries: readonly Entry[]): Finding[] {
  const before = new Map<string, { step: string; sequence: number }>();
  return events.writerProgress.of(entries).flatMap(({ step, writers }) =>
    writers.flatMap((writer) => {
      const { allocation, sequence } = writer;
      const last = before.get(allocation);
      if (!isCount(sequence)) return [unread(step, writer)];
      before.set(allocation, { step, sequence });
      return last && sequence <= last.sequence ? [hung(step, writer, last)] : [];
    }),
  );
}

const isCount = (sequence: number | null | undefined): sequence is number => Number.isSafeInteger(sequence);

const nameOf = ({ volume, job, allocation }: Progress['writers'][number]) =>
  `${job} (allocation ${allocation.slice(0, 8)}, volume ${volume})`;

const unread = (step: string, writer: Progress['writers'][number]) =>
  unknown('unproven', events.writerProgress, `${step}: what ${nameOf(writer)} has acknowledged is no number`);

const hung = (step: string, writer: Progress['writers'][number], last: { step: string; sequence: number }) =>
  stop(
    'writer-hung',
    events.writerProgress,
    `${step}: ${nameOf(writer)} has written nothing since ${last.step}: its last record is ${last.sequence}`,
  );
