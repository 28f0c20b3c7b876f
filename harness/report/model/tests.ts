import {
  type AllocationHistory,
  type Entry,
  events,
  type Failure,
  type ShownBug,
} from '../../evidence/index.ts';
import { type TestOutcome, type TestStatus, testOutcomes } from '../../judge/index.ts';
import type { Clock } from './clock.ts';
import { latestAllocations, scopeIn, waitOwner } from './owners.ts';

/** A wait of a test. Times in milliseconds since the run's begin. */
export interface Wait {
  what: string;
  from: number;
  to: number;
  ok: boolean;
}

/** How one test went. Times in milliseconds since the run's begin. */
export interface TestReport {
  /** From 0, in the order in which they began. */
  number: number;
  /** `suites/csi/a.e2e.ts` */
  file: string;
  title: string;
  area: string;
  /** Unique part of its ids; empty for a test that put nothing into the cluster. */
  scope: string;
  status: TestStatus;
  begin: number;
  end: number;
  failures: readonly Failure[];
  /** Folder of its failure bundle, within the run's. */
  bundle: string | undefined;
  skipReason: string | undefined;
  /** The bug of a `known` one. */
  known: ShownBug | undefined;
  waits: readonly Wait[];
  allocations: readonly AllocationHistory[];
}

/** Whether it speaks against the run. */
export const isRed = ({ status }: Pick<TestReport, 'status'>): boolean =>
  status === 'failed' || status === 'unfinished';

/** Every test of a ledger, in the order in which they began. */
export function testsOf(entries: readonly Entry[], clock: Clock): TestReport[] {
  const skips = new Map(events.testSkipped.of(entries).map((each) => [each.scope, each.reason]));
  const waits = waitsByScope(entries, clock);
  const allocations = Map.groupBy(latestAllocations(entries), ({ job }) => scopeIn(job) ?? '');
  return testOutcomes(entries).map(({ test, scope, status, failures, ...lines }, number) => ({
    number,
    ...named(test),
    ...{ scope, status, failures, ...timesOf(lines, clock) },
    skipReason: skips.get(scope),
    bundle: lines.ended?.bundle,
    known: lines.ended?.known,
    waits: waits.get(scope) ?? [],
    allocations: scope === '' ? [] : (allocations.get(scope) ?? []),
  }));
}

/** A test without a scope is known by its end alone; one that never began is at the end of all. */
function timesOf({ started, ended, result }: Lines, clock: Clock): { begin: number; end: number } {
  if (started)
    return { begin: clock.ofMono(started.mono), end: ended ? clock.ofMono(ended.mono) : clock.ended };
  if (!result) return { begin: clock.ended, end: clock.ended };
  const end = clock.ofMono(result.mono);
  return { begin: end - (result.ms ?? 0), end };
}

type Lines = Pick<TestOutcome, 'started' | 'ended' | 'result'>;

function named(test: string) {
  const [file = '', ...title] = test.split(' > ');
  const [top = '', area = ''] = file.split('/');
  return { file, title: title.join(' > ') || file, area: top === 'suites' ? area : top };
}

function waitsByScope(entries: readonly Entry[], clock: Clock): Map<string | undefined, Wait[]> {
  const ownerOf = waitOwner(entries);
  const owned = events.wait.of(entries).map(({ what, ms, ok, mono, scope }) => {
    const to = clock.ofMono(mono);
    return { owner: ownerOf({ what, scope }), wait: { what, from: to - ms, to, ok } };
  });
  const byOwner = [...Map.groupBy(owned, ({ owner }) => owner)];
  return new Map(byOwner.map(([owner, own]) => [owner, own.map(({ wait }) => wait)]));
}
