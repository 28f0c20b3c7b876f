import { type Entry, events } from '../evidence/index.ts';

/** The tests of a ledger that were skipped, each once, as `<file>: <reason>`. */
export function skipReasons(entries: readonly Entry[]): string[] {
  const reasons = entries.filter(events.testSkipped.is).map(({ test, reason }) => `${test}: ${reason}`);
  return [...new Set(reasons)].sort();
}

/** Why tests were skipped, with how many of them; the most frequent reason first. */
export function skipCounts(entries: readonly Entry[]): { reason: string; tests: number }[] {
  const scopes = Map.groupBy(entries.filter(events.testSkipped.is), ({ reason }) => reason);
  return [...scopes]
    .map(([reason, all]) => ({ reason, tests: new Set(all.map(({ scope }) => scope)).size }))
    .sort((a, b) => b.tests - a.tests || (a.reason < b.reason ? -1 : 1));
}
