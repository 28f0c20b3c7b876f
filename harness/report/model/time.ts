import { type Entry, events } from '../../evidence/index.ts';
import { greatest, median } from '../../median.ts';
import { covered } from './lanes.ts';
import type { TestReport } from './tests.ts';

/** Waits for the same thing, over all tests. Milliseconds. */
export interface WaitGroup {
  what: string;
  count: number;
  totalMs: number;
  medianMs: number;
  maxMs: number;
  failed: number;
}

/** Where the time of the tests went. Milliseconds, added up over tests that ran side by side. */
export interface TimeReport {
  phases: readonly { name: string; ms: number }[];
  testsMs: number;
  /** Of that, waiting for Nomad. */
  waitingMs: number;
  waits: readonly WaitGroup[];
}

/** `phases` are those of the whole run, where its end is in the ledger; else those of the cluster. */
export function timeOf(entries: readonly Entry[], tests: readonly TestReport[]): TimeReport {
  const [ended] = events.runEnded.of(entries);
  const own = events.phase.of(entries);
  const phases =
    ended?.phases ?? own.map(({ name, ms }) => ({ name: `cluster: ${name}`, ms: Math.round(ms) }));
  const waiting = tests.map(({ waits, begin, end }) =>
    covered(waits.map(({ from, to }) => ({ from: Math.max(from, begin), to: Math.min(to, end) }))),
  );
  return {
    phases: phases.filter(({ ms }) => ms >= 1),
    testsMs: tests.reduce((sum, { begin, end }) => sum + end - begin, 0),
    waitingMs: waiting.reduce((sum, ms) => sum + ms, 0),
    waits: waitGroups(entries),
  };
}

/** The waits of a ledger by what was awaited, the longest in sum first. */
export function waitGroups(entries: readonly Entry[]): WaitGroup[] {
  const waits = events.wait.of(entries);
  const groups = [...Map.groupBy(waits, ({ what }) => kindOfWait(String(what)))];
  return groups
    .map(([what, own]) => {
      const times = own.map(({ ms }) => ms);
      return {
        what,
        count: own.length,
        totalMs: Math.round(times.reduce((sum, ms) => sum + ms, 0)),
        medianMs: Math.round(median(times)),
        maxMs: Math.round(greatest(times)),
        failed: own.filter(({ ok }) => !ok).length,
      };
    })
    .sort((a, b) => b.totalMs - a.totalMs);
}

/** What was awaited without the ids that differ from run to run. */
export function kindOfWait(what: string): string {
  return what
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…')
    .replaceAll(/[a-z0-9-]+-[0-9a-f]{8}-/g, '…-')
    .replaceAll(/\/(?:periodic|dispatch)-[\w-]+/g, '/…');
}
