import {
  type Bound,
  longestOf,
  type Measure,
  measures as measured,
  type Spent,
  type Stall,
  type StepCost,
  type StepSpan,
  stallsBetween,
  stepCosts,
  stepSpans,
} from '../../disruption/index.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { lostIn } from '../checks/records.ts';

/** What the rehearsal measured. */
export interface Measures {
  /** The longest of each cost, also outside of the steps; a cost that was not measured is missing. */
  worst: Partial<Record<Measure['cost'], Spent>>;
  /** What each step cost. */
  costs: readonly StepCost[];
  /** Milliseconds from the old agent's end to the new one's return, for each step. */
  agentDown: Record<string, number>;
  heartbeatGraceMs: number;
  /** What a step may cost; empty for a ledger that does not state it. */
  budget: readonly Bound[];
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
  /** Time without an answer from any server during the rollback. */
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
    worst: worstOf(entries),
    costs: stepCosts(entries),
    rollbackGap: longestOf(
      stallsBetween(
        answered.filter((moment) => moment > rolledBack),
        rollbackSpans(entries),
      ),
    ),
    leaders: triedOf(events.leaderAsked.of(entries)),
    anew: triedOf(events.startedAnew.of(entries)),
    claimsTried: events.claimProbe.of(entries).length,
    moved: changes.filter(({ planned, change }) => planned && change === 'moved').length,
    agentDown: Object.fromEntries(
      events.stepEnd
        .of(entries)
        .flatMap(({ step, downMs }) => (downMs === undefined ? [] : [[step, downMs]])),
    ),
    heartbeatGraceMs: plan?.heartbeatGraceMs ?? 0,
    budget: plan?.budget ?? [],
    records: volumes.reduce((sum, { records }) => sum + records.length, 0),
    lostRecords: volumes.flatMap(lostIn).reduce((sum, { count }) => sum + count, 0),
    submitted: events.submit.of(entries).filter(({ ok }) => ok).length,
  };
}

function worstOf(entries: readonly Entry[]): Measures['worst'] {
  const spans = stepSpans(entries);
  const all = measured.map(({ cost, spent }) => [cost, longestOf(spent(entries, spans))] as const);
  return Object.fromEntries(all.filter(([, longest]) => longest !== undefined));
}

function rollbackSpans(entries: readonly Entry[]): StepSpan[] {
  return events.rollbackStep.of(entries).map(({ step, ms, mono }) => ({
    step,
    begin: mono - ms * 1e6,
    end: mono,
  }));
}
