import { bugName, type Entry, events, type ShownBug } from '../evidence/index.ts';

/** A test that showed a bug which the version is known to have. */
export interface KnownTest extends Omit<ShownBug, 'reason'> {
  test: string;
}

/** Those tests of a ledger, each once. */
export function knownTests(entries: readonly Entry[]): KnownTest[] {
  const found = new Map<string, KnownTest>();
  for (const { test, known } of events.testEnded.of(entries)) {
    if (!known) continue;
    const { reason: _, ...bug } = known;
    found.set(test, { test, ...bug });
  }
  return [...found.values()];
}

/** One line on such a test, with the bug's id, issue and first good version. */
export function knownTestInWords({ test, ...bug }: KnownTest): string {
  return `known ${bugName(bug)}: ${test}: ${bug.what}`;
}
