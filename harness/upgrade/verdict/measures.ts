import { type Entry, events, type RehearsalBounds } from '../../evidence/index.ts';
import { apiGapOf } from '../checks/availability.ts';
import { lostIn } from '../checks/records.ts';
import { longestGap, type Stall, type StepSpan } from '../checks/stalls.ts';
import { silencesOf } from '../checks/writers.ts';

/** What the rehearsal measured. */
export interface Measures {
  /** Time without an answer from any server, by the step it fell into. */
  apiGap: Stall | undefined;
  /** Time in which a writer wrote nothing. */
  writerStall: Stall | undefined;
  /** Milliseconds from the old agent's end to the new one's return, for each step. */
  agentDown: Record<string, number>;
  heartbeatGraceMs: number;
  /** Over which a stall or a gap is a NO-GO; undefined for a ledger that does not state them. */
  bounds: RehearsalBounds | undefined;
  records: number;
  lostRecords: number;
  submitted: number;
  /** How often a second writer was asked for. */
  claimsTried: number;
  /** Tasks that a drain moved; 0 when agents were replaced in place. */
  moved: number;
  /** Answers of servers that led, and jobs that were planned, restarted or started anew: how many were tried and how many were good. */
  leaders: Tried;
  anew: Tried;
  /** As `apiGap`, during the rollback. */
  rollbackGap: Stall | undefined;
}

interface Tried {
  tried: number;
  good: number;
}

const triedOf = (lines: readonly { refused?: string | undefined }[]): Tried => ({
  tried: lines.length,
  good: lines.filter(({ refused }) => refused === undefined).length,
});

/** What the ledger of a rehearsal tells in figures. */
export function measure(entries: readonly Entry[]): Measures {
  const rolledBack = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  const answered = events.api.of(entries).flatMap(({ ok, mono }) => (ok ? [mono] : []));
  const volumes = events.volumeRecords.of(entries);
  const [plan] = events.plan.of(entries);
  const changes = events.continuityChange.of(entries);
  return {
    apiGap: apiGapOf(entries),
    rollbackGap: longestGap(
      answered.filter((moment) => moment > rolledBack),
      rollbackSpans(entries),
    ),
    leaders: triedOf(events.leaderAsked.of(entries)),
    anew: triedOf(events.startedAnew.of(entries)),
    claimsTried: events.claimProbe.of(entries).length,
    moved: changes.filter(({ planned, change }) => planned && change === 'moved').length,
    writerStall: silencesOf(entries)
      .flatMap(({ longest }) => longest ?? [])
      .sort((a, b) => b.ms - a.ms)[0],
    agentDown: Object.fromEntries(
      events.stepEnd
        .of(entries)
        .flatMap(({ step, downMs }) => (downMs === undefined ? [] : [[step, downMs]])),
    ),
    heartbeatGraceMs: plan?.heartbeatGraceMs ?? 0,
    bounds: plan?.bounds,
    records: volumes.reduce((sum, { records }) => sum + records.length, 0),
    lostRecords: volumes.flatMap(lostIn).reduce((sum, { count }) => sum + count, 0),
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
