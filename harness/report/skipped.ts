import { type Entry, events } from '../evidence/index.ts';

/** The tests of a ledger that were skipped, each once, as `<file>: <reason>`. */
export function skipReasons(entries: readonly Entry[]): string[] {
  const reasons = entries.filter(events.testSkipped.is).map(({ test, reason }) => `${test}: ${reason}`);
  return [...new Set(reasons)].sort();
}
