import type { Entry } from '../../evidence/index.ts';
import type { WrittenRecords } from '../workload/workload.ts';
import { ofKind, type StepEnd } from './finding.ts';
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
  const answered = ofKind<{ ok: boolean }>(entries, 'api').filter(({ ok }) => ok);
  const volumes = ofKind<WrittenRecords>(entries, 'volume-records');
  const clock = ofKind<{ uptime: number }>(entries, 'clock')[0];
  const offset = clock ? clock.mono - clock.uptime * 1e9 : 0;
  const stalls = volumes.flatMap(({ records }) =>
    [...Map.groupBy(records, ({ allocation }) => allocation).values()].flatMap(
      (own) =>
        longestGap(
          own.map(({ at }) => at * 1e9 + offset),
          spans,
        ) ?? [],
    ),
  );
  return {
    apiGap: longestGap(
      answered.map(({ mono }) => mono),
      spans,
    ),
    writerStall: stalls.sort((a, b) => b.ms - a.ms)[0],
    agentDown: Object.fromEntries(
      ofKind<StepEnd>(entries, 'step-end').map(({ step, downMs }) => [step, downMs]),
    ),
    heartbeatGraceMs: ofKind<{ heartbeatGraceMs: number }>(entries, 'plan')[0]?.heartbeatGraceMs ?? 0,
    records: volumes.reduce((sum, { records }) => sum + records.length, 0),
    lostRecords: volumes.reduce((sum, volume) => sum + lostRecords(volume).length, 0),
    submitted: ofKind<{ ok: boolean }>(entries, 'submit').filter(({ ok }) => ok).length,
  };
}

function stepSpans(entries: readonly Entry[]): StepSpan[] {
  const ends = entries.filter(({ kind }) => kind === 'step-end' || kind === 'step-failed');
  return ofKind<{ step: string }>(entries, 'step-begin').map(({ step, mono }) => ({
    step,
    begin: mono,
    end: ends.find((end) => end.step === step)?.mono ?? Number.POSITIVE_INFINITY,
  }));
}
