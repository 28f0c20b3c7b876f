import { type Entry, events } from '../../harness/evidence/index.ts';
import { covered, waitOwner } from '../../harness/report/index.ts';

interface Span {
  from: number;
  to: number;
}

/** The chain of tests that the suites' wall time hangs on, in milliseconds. */
export interface CriticalPath {
  /** From the begin of its first test to the end of its last. */
  wallMs: number;
  /** Of that, waiting for Nomad. */
  nomadMs: number;
  tests: number;
}

/**
 * Goes back from the test that ended last: what it had to wait for is the test that ended last before it began. Waits count that
 * belong to a test of the chain; all else on it, gaps between tests too, is the harness's own.
 */
export function criticalPath(entries: readonly Entry[]): CriticalPath {
  const tests = spansOf(entries);
  const chain: (Span & { scope: string })[] = [];
  let next = tests.toSorted((a, b) => b.to - a.to)[0];
  while (next) {
    chain.push(next);
    const { from } = next;
    next = tests.filter(({ to }) => to <= from).sort((a, b) => b.to - a.to)[0];
  }
  const ownerOf = waitOwner(entries);
  // An agent that starts or ends is Nomad at work, too.
  const all = [...events.wait.of(entries), ...events.agent.of(entries)];
  const waits = Map.groupBy(all, ({ what, scope }) => ownerOf({ what, scope }) ?? '');
  const nomadMs = chain.map(({ scope, ...test }) => {
    const own = (waits.get(scope) ?? []).map(({ mono, ms }) => {
      return { from: Math.max(mono / 1e6 - (ms ?? 0), test.from), to: Math.min(mono / 1e6, test.to) };
    });
    return covered(own.filter(({ from, to }) => to > from));
  });
  const [last, first] = [chain[0], chain.at(-1)];
  return {
    wallMs: last && first ? last.to - first.from : 0,
    nomadMs: nomadMs.reduce((sum, ms) => sum + ms, 0),
    tests: chain.length,
  };
}

/** Tests that came to their end, by the scope that their waits name. */
function spansOf(entries: readonly Entry[]): (Span & { scope: string })[] {
  const ends = new Map(events.testEnded.of(entries).map(({ scope, mono }) => [scope, mono / 1e6]));
  return events.testStarted.of(entries).flatMap(({ scope, mono }) => {
    const to = ends.get(scope);
    return to === undefined ? [] : [{ scope, from: mono / 1e6, to }];
  });
}
