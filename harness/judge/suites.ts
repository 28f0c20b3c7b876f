import { type Entry, events, fileItself } from '../evidence/index.ts';
import { type Finding, stop, unknown } from './finding.ts';
import { invariantFindings } from './invariants.ts';
import { type TestOutcome, testOutcomes } from './tests.ts';

/** The rules whose findings are tests: a reader who lists the tests need not list them again. */
export const testRules = ['test-failed', 'test-unfinished'];

/**
 * What speaks against a run of suites, by its ledger alone: failed tests, tests and files that were due and have no end,
 * parts that did not run, and rules that hold in every run.
 */
export function suiteFindings(entries: readonly Entry[]): Finding[] {
  const tests = testOutcomes(entries);
  return [
    ...tests.flatMap(testFinding),
    ...planFindings(entries),
    ...sessionFindings(entries),
    ...partFindings(entries),
    ...provenFindings(entries, tests),
    ...shardFindings(entries),
    ...invariantFindings(entries),
  ];
}

function testFinding({ test, status, failures }: TestOutcome): Finding[] {
  if (status === 'unfinished')
    return [unknown('test-unfinished', events.testEnded, `${test}: it has no end`)];
  if (status !== 'failed') return [];
  const [reason = 'it failed without an error message'] = failures.map(
    ({ message }) => message.split('\n')[0],
  );
  return [stop('test-failed', events.testEnded, `${test}: ${reason}`)];
}

/** Without the plan nobody knows which suites were due, and how often. */
function planFindings(entries: readonly Entry[]): Finding[] {
  if (entries.some(events.suitesDue.is)) return [];
  return [
    unknown('plan-missing', events.suitesDue, 'its ledger does not say which suites were due, and how often'),
  ];
}

function sessionFindings(entries: readonly Entry[]): Finding[] {
  const due = events.filesDue.of(entries);
  const ends = new Map(events.sessionEnded.of(entries).map((each) => [each.session, each]));
  const loaded = loadedFiles(entries);
  const planned = events.suitesDue.of(entries).reduce((sum, { repetitions }) => sum + repetitions, 0);
  const missing = Math.max(0, planned - due.length);
  return [
    ...(missing > 0
      ? [unknown('suites-unproven', events.filesDue, `${missing} due runs of the suites never began`)]
      : []),
    ...due.flatMap(({ session, files }) => {
      const end = ends.get(session);
      const open = 'vitest did not come to its end: it was killed, or has crashed';
      return [
        ...(end ? [] : [unknown('suites-unfinished', events.sessionEnded, open)]),
        ...(end?.errors ?? []).map((error) => stop('outside-of-tests', events.sessionEnded, error)),
        ...files.filter((file) => !loaded.has(`${session} ${file}`)).map(notLoaded),
      ];
    }),
  ];
}

/** One that could not be loaded has a result of its own, which is failed. Without its list nobody knows how many tests were due. */
function loadedFiles(entries: readonly Entry[]): Set<string> {
  return new Set([
    ...events.testsDue.of(entries).map(({ session, file }) => `${session} ${file}`),
    ...events.testResult.of(entries).flatMap(({ session, test }) => {
      const [file = ''] = test.split(' > ');
      return test === `${file} > ${fileItself}` ? [`${session} ${file}`] : [];
    }),
  ]);
}

const notLoaded = (file: string) =>
  unknown('file-unproven', events.testsDue, `${file} was due and never loaded`);

function partFindings(entries: readonly Entry[]): Finding[] {
  return events.part.of(entries).flatMap(({ name, counts: { passed, failed, known = 0 } }) => {
    if (failed > 0) return [stop('part-failed', events.part, `${name}: ${failed} failed`)];
    return passed + known > 0
      ? []
      : [unknown('nothing-ran', events.part, `${name}: nothing came to its end`)];
  });
}

/** Each named area and file must have shown something; without a name, the suites as a whole. */
function provenFindings(entries: readonly Entry[], tests: readonly TestOutcome[]): Finding[] {
  const filters = [...new Set(events.suitesDue.of(entries).flatMap((each) => each.filters))];
  const shown = (of: readonly TestOutcome[]) =>
    of.some(({ status }) => status === 'passed' || status === 'known');
  if (filters.length === 0) return shown(tests) ? [] : [nothingRan('the suites', tests)];
  return filters.flatMap((filter) => {
    const own = tests.filter(({ test }) => isIn(filter, test));
    // A shard may hold no file of an area that another has.
    if (own.length === 0 && events.suitesDue.of(entries).some(({ shard }) => shard !== undefined)) return [];
    return shown(own) || own.some(({ status }) => status === 'failed') ? [] : [nothingRan(filter, own)];
  });
}

function isIn(filter: string, test: string): boolean {
  const path = filter.replace(/\/$/, '');
  return path === '' || test.startsWith(`${path}/`) || test.startsWith(`${path} > `);
}

function nothingRan(what: string, tests: readonly TestOutcome[]): Finding {
  const skipped = tests.filter(({ status }) => status === 'skipped').length;
  const why = skipped > 0 ? `${skipped} tests were skipped, none ran` : 'no test ran';
  return unknown('nothing-ran', events.testResult, `${what}: ${why}: nothing was proven`);
}

function shardFindings(entries: readonly Entry[]): Finding[] {
  return events.merged.of(entries).flatMap(({ shards, of }) => {
    const missing = Array.from({ length: of }, (_, at) => `${at + 1}/${of}`).filter(
      (shard) => !shards.includes(shard),
    );
    return missing.map((shard) =>
      unknown(
        'shard-missing',
        events.merged,
        `shard ${shard} is not among the ${shards.length} that were merged`,
      ),
    );
  });
}
