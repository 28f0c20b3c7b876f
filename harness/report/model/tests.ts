import {
  type AllocationHistory,
  type DataOf,
  type Entry,
  events,
  type Failure,
  type ShownBug,
} from '../../evidence/index.ts';
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
  /** `known`: it showed a bug that the version is known to have. `unfinished`: it began, and the run ended before it did. */
  status: 'passed' | 'known' | 'failed' | 'skipped' | 'unfinished';
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

/** Every test of a ledger, in the order in which they began. */
export function testsOf(entries: readonly Entry[], clock: Clock): TestReport[] {
  const ended = Map.groupBy(events.testEnded.of(entries), ({ scope }) => scope);
  const skips = new Map(events.testSkipped.of(entries).map((each) => [each.scope, each.reason]));
  const waits = waitsByScope(entries, clock);
  const allocations = Map.groupBy(latestAllocations(entries), ({ job }) => scopeIn(job) ?? '');
  const started = events.testStarted.of(entries);
  const scoped = started.map(({ test, scope, mono }) => {
    const end = ended.get(scope)?.[0];
    const skipReason = skips.get(scope);
    return {
      ...named(test),
      ...{ scope, skipReason, begin: clock.ofMono(mono), end: end ? clock.ofMono(end.mono) : clock.ended },
      status: statusOf(end, skipReason),
      failures: end?.failures ?? [],
      bundle: end?.bundle,
      known: end?.known,
      waits: waits.get(scope) ?? [],
      allocations: allocations.get(scope) ?? [],
    };
  });
  return [...scoped, ...withoutScope(entries, clock, new Set(started.map(({ test }) => flat(test))))].map(
    (each, number) => ({ number, ...each }),
  );
}

function statusOf(
  end: DataOf<typeof events.testEnded> | undefined,
  skipReason: string | undefined,
): TestReport['status'] {
  if (!end) return 'unfinished';
  if (!end.passed) return 'failed';
  if (skipReason !== undefined) return 'skipped';
  return end.known ? 'known' : 'passed';
}

function withoutScope(entries: readonly Entry[], clock: Clock, known: Set<string>) {
  return events.testResult
    .of(entries)
    .filter(({ test }) => !known.has(flat(test)))
    .map(({ test, status, ms = 0, failures = [], mono }) => ({
      ...named(test),
      ...{
        scope: '',
        bundle: undefined,
        skipReason: undefined,
        known: undefined,
        waits: [],
        allocations: [],
        failures,
      },
      status: vitestStatus(status),
      begin: clock.ofMono(mono) - ms,
      end: clock.ofMono(mono),
    }));
}

/** Vitest's report puts blanks between a test's name and the names of what it is in. */
function flat(test: string): string {
  return test.replaceAll(' > ', ' ');
}

function vitestStatus(status: string): TestReport['status'] {
  return status === 'failed' || status === 'passed' ? status : 'skipped';
}

function named(test: string) {
  const [file = '', ...title] = test.split(' > ');
  const [top = '', area = ''] = file.split('/');
  return { file, title: title.join(' > ') || file, area: top === 'suites' ? area : top };
}

function waitsByScope(entries: readonly Entry[], clock: Clock): Map<string, Wait[]> {
  const ownerOf = waitOwner(entries);
  const found = new Map<string, Wait[]>();
  for (const { what, ms, ok, mono, scope } of events.wait.of(entries)) {
    const owner = ownerOf({ what, scope });
    if (owner === undefined) continue;
    const to = clock.ofMono(mono);
    const wait = { what, from: to - ms, to, ok };
    found.set(owner, [...(found.get(owner) ?? []), wait]);
  }
  return found;
}
