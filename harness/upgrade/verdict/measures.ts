import { type Entry, events, type WrittenRecords } from '../../evidence/index.ts';
import { longestGap, type Stall, type StepSpan } from './stalls.ts';

/** What the rehearsal measured. */
export interface Measures {
  /** Time without an answer from any server, by the step it fell into. */
  apiGap: Stall | undefined;
  /** Time in which a writer wrote nothing. */
  writerStall: Stall | undefined;
  /** Milliseconds from the old agent's end to the new one's return, for each step. */
  agentDown: Record<string, number>;
  heartbeatGraceMs: number;
  records: number;
  lostRecords: number;
  submitted: number;
  /** How often a second writer was asked for. */
  claimsTried: number;
  /** Tasks that a drain moved; 0 when agents were replaced in place. */
  moved: number;
  /** As `apiGap`, during the rollback. */
  rollbackGap: Stall | undefined;
}

/** Sequences that a writer had acknowledged and that are not in the volume. */
export function lostRecords({ records, acknowledged }: WrittenRecords): string[] {
  const there = Map.groupBy(records, ({ allocation }) => allocation);
  return Object.entries(acknowledged).flatMap(([allocation, last]) => {
    const seen = new Set((there.get(allocation) ?? []).map(({ sequence }) => sequence));
    const all = Array.from({ length: last }, (_, at) => at + 1);
    return all.filter((sequence) => !seen.has(sequence)).map((sequence) => `${allocation} ${sequence}`);
  });
}

/** What the ledger of a rehearsal tells in figures. */
export function measure(entries: readonly Entry[]): Measures {
  const spans = stepSpans(entries);
  // What a rollback costs is not the upgrade's.
  const end = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  const answered = events.api.of(entries).flatMap(({ ok, mono }) => (ok ? [mono] : []));
  const volumes = events.volumeRecords.of(entries);
  const clock = events.clock.of(entries)[0];
  const offset = clock ? clock.mono - clock.uptime * 1e9 : 0;
  const stalls = volumes.flatMap(({ records, singleWriter }) =>
    // The writer of a volume that has one at a time may move; what counts is how long the volume went without.
    [...Map.groupBy(records, ({ allocation }) => (singleWriter ? '' : allocation)).values()].flatMap(
      (own) => {
        const moments = own.map(({ at }) => at * 1e9 + offset).filter((moment) => moment < end);
        return longestGap(moments, spans) ?? [];
      },
    ),
  );
  const changes = events.continuityChange.of(entries);
  return {
    apiGap: longestGap(
      answered.filter((moment) => moment < end),
      spans,
    ),
    rollbackGap: longestGap(
      answered.filter((moment) => moment > end),
      rollbackSpans(entries),
    ),
    claimsTried: events.claimProbe.of(entries).length,
    moved: changes.filter(({ planned, change }) => planned && change === 'moved').length,
    writerStall: stalls.sort((a, b) => b.ms - a.ms)[0],
    agentDown: Object.fromEntries(events.stepEnd.of(entries).map(({ step, downMs }) => [step, downMs])),
    heartbeatGraceMs: events.plan.of(entries)[0]?.heartbeatGraceMs ?? 0,
    records: volumes.reduce((sum, { records }) => sum + records.length, 0),
    lostRecords: volumes.reduce((sum, volume) => sum + lostRecords(volume).length, 0),
    submitted: events.submit.of(entries).filter(({ ok }) => ok).length,
  };
}

function rollbackSpans(entries: readonly Entry[]): StepSpan[] {
  return events.rollbackStep.of(entries).map(({ step, ms, mono }) => ({
    step,
    begin: mono - ms * 1e6,
    end: mono,
  }));
}

function stepSpans(entries: readonly Entry[]): StepSpan[] {
  const ends = [...events.stepEnd.of(entries), ...events.stepFailed.of(entries)];
  return events.stepBegin.of(entries).map(({ step, mono }) => ({
    step,
    begin: mono,
    end: ends.find((end) => end.step === step)?.mono ?? Number.POSITIVE_INFINITY,
  }));
}
