import { type DataOf, type Entry, events, type Failure } from '../evidence/index.ts';

/** `known`: it showed a bug that the version is known to have. `unfinished`: it began, or was due, and has no end. */
export type TestStatus = 'passed' | 'known' | 'failed' | 'skipped' | 'unfinished';

/** How one test ended, by the worse of two words: that of its scope's end and vitest's. */
export interface TestOutcome {
  /** `<file> > <name>` */
  test: string;
  /** Unique part of its ids; empty for a test that put nothing into the cluster. */
  scope: string;
  status: TestStatus;
  failures: readonly Failure[];
  /** Where it began and ended in the ledger; undefined where it has no such line. */
  started?: Entry & DataOf<typeof events.testStarted>;
  ended?: Entry & DataOf<typeof events.testEnded>;
  /** By vitest's word. */
  result?: Entry & DataOf<typeof events.testResult>;
}

type Started = NonNullable<TestOutcome['started']>;
type Result = NonNullable<TestOutcome['result']>;

/** Every test of a ledger that began, ended or was due, in the order in which they began. */
export function testOutcomes(entries: readonly Entry[]): TestOutcome[] {
  const ended = new Map(events.testEnded.of(entries).map((each) => [each.scope, each]));
  const skipped = new Set(events.testSkipped.of(entries).map(({ scope }) => scope));
  const results = Map.groupBy(events.testResult.of(entries), keyOf);
  const begun = events.testStarted.of(entries).map((started) => {
    const end = ended.get(started.scope);
    const result = results.get(keyOf(started))?.shift();
    const own = end ? statusOf(end, skipped.has(started.scope)) : 'unfinished';
    return {
      ...{ test: started.test, scope: started.scope, status: worse(own, result), started },
      failures: end?.failures ?? result?.failures ?? [],
      ...(end && { ended: end }),
      ...(result && { result }),
    };
  });
  const others = [...results.values()].flat().map((result) => ({
    ...{ test: result.test, scope: '', status: vitestStatus(result.status), result },
    failures: result.failures ?? [],
  }));
  return [...begun, ...others, ...neverBegun(entries, [...begun, ...others])];
}

/** Due by its file's own list, and without a line since. */
function neverBegun(entries: readonly Entry[], known: readonly TestOutcome[]): TestOutcome[] {
  const seen = new Set(known.flatMap(({ started, result }) => [started, result].flatMap(keysOf)));
  return events.testsDue
    .of(entries)
    .flatMap(({ session, tests }) =>
      tests
        .filter((test) => !seen.has(keyOf({ session, test })))
        .map((test) => ({ test, scope: '', status: 'unfinished' as const, failures: [] })),
    );
}

const keyOf = ({ session = '', test }: Pick<Started | Result, 'session' | 'test'>) => `${session} ${test}`;
const keysOf = (line: Started | Result | undefined) => (line ? [keyOf(line)] : []);

function statusOf({ passed, known }: DataOf<typeof events.testEnded>, skipped: boolean): TestStatus {
  if (!passed) return 'failed';
  if (skipped) return 'skipped';
  return known ? 'known' : 'passed';
}

/** What breaks after a scope's end is known to vitest alone, what a skipped test leaves behind to the scope alone. */
function worse(own: TestStatus, result: Result | undefined): TestStatus {
  return result?.status === 'failed' ? 'failed' : own;
}

function vitestStatus(status: string): TestStatus {
  return status === 'failed' || status === 'passed' ? status : 'skipped';
}
