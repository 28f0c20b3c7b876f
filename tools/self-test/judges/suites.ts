import { type DataOf, type Entry, events, type Kind } from '../../../harness/evidence/index.ts';
import type { BrokenLedger, SoundLedger } from './sound.ts';

const session = 's';
const file = 'suites/csi/a.e2e.ts';
const tests = [`${file} > one`, `${file} > two`];
const scopeOf = (test: string) => `a-${tests.indexOf(test)}`;
const why = 'the scope and vitest each have their word on a test: one of them shows that it passed';

/** Suites of which each due test passed. */
export function suitesLedger(): SoundLedger {
  const entries = [
    line(1, events.run, { versions: ['1.11.3'], servers: 1, clients: 2, callsDue: true }),
    line(2, events.suitesDue, { repetitions: 1, filters: [] }),
    line(3, events.filesDue, { session, files: [file] }),
    line(4, events.testsDue, { session, file, tests }),
    ...tests.flatMap((test, at) => [
      line(10 * at + 5, events.testStarted, { session, test, scope: scopeOf(test) }),
      line(10 * at + 6, events.testEnded, { test, scope: scopeOf(test), passed: true }),
      line(10 * at + 7, events.testResult, { session, test, status: 'passed' }),
    ]),
    line(30, events.sessionEnded, { session, reason: 'passed', errors: [] }),
    ...claims.map((call) => line(31, events.driverCall, call)),
    line(31, events.driverCalls, { calls: claims.length, missing: 0 }),
    line(32, events.runEnded, { phases: [] }),
  ];
  return {
    ...{ kind: 'suites', entries },
    beside: {
      [events.run.name]: 'it says what the run is on',
      [events.testStarted.name]: why,
      [events.testResult.name]: why,
    },
    more: {
      muted: {
        what: 'a test has no word, or a bad one',
        ledgers: tests.flatMap((test) => muted(entries, test)),
      },
      claims: {
        what: 'the claims of a volume are no history of one holder after the other',
        ledgers: Object.entries(broken).map(([name, change]) => ({ name, entries: change(entries) })),
      },
    },
  };
}

/** A volume that one node has after the other. */
const claims: DataOf<typeof events.driverCall>[] = [
  asked(5, 'createVolume', 'a'),
  asked(6, 'controllerPublishVolume', 'a', { mode: 'single-node-writer', readOnly: false }),
  asked(7, 'nodeStageVolume', 'a', { staging: '/s' }),
  asked(8, 'nodeUnstageVolume', 'a', { staging: '/s' }),
  asked(9, 'controllerUnpublishVolume', 'a'),
  asked(10, 'controllerPublishVolume', 'b', { mode: 'single-node-writer', readOnly: false }),
  asked(11, 'controllerUnpublishVolume', 'b'),
  asked(12, 'deleteVolume', 'a'),
];

function asked(second: number, call: string, node: string, more: object = {}) {
  const times = { asked: second * 1e9, answered: second * 1e9 + 1e6 };
  return { volume: 'volume', call, node, ...times, outcome: 'ok', ...more };
}

const changed =
  (call: string, node: string, data: object) =>
  (entries: readonly Entry[]): Entry[] =>
    entries.map((entry) =>
      events.driverCall.is(entry) && entry.call === call && entry.node === node
        ? { ...entry, ...data }
        : entry,
    );

const broken: Readonly<Record<string, (entries: readonly Entry[]) => Entry[]>> = {
  'the second node has it before the first': changed('controllerUnpublishVolume', 'a', {
    asked: 10.5e9,
    answered: 10.6e9,
  }),
  'a release is lost': changed('controllerPublishVolume', 'b', { outcome: 'FAILED_PRECONDITION' }),
  'it is deleted under its holder': changed('controllerUnpublishVolume', 'b', {
    asked: 13e9,
    answered: 14e9,
  }),
  'it is staged after its detach': changed('nodeStageVolume', 'a', { asked: 9.5e9, answered: 9.6e9 }),
  'drivers have lost lines': (entries) =>
    entries.map((entry) => (events.driverCalls.is(entry) ? { ...entry, missing: 1 } : entry)),
};

function line<Data extends object>(second: number, kind: Kind<Data>, data: Data): Entry {
  return { ...data, at: new Date(second * 1000).toISOString(), mono: second * 1e9, kind: kind.name };
}

function muted(entries: readonly Entry[], test: string): BrokenLedger[] {
  const own = (entry: Entry) => entry.test === test;
  const change = (kind: Kind<object>, data: object) =>
    entries.map((entry) => (kind.is(entry) && own(entry) ? { ...entry, ...data } : entry));
  const skipped: DataOf<typeof events.testSkipped> = { test: file, scope: scopeOf(test), reason: 'r' };
  return [
    { name: `${test} has no line`, entries: entries.filter((entry) => !own(entry)) },
    { name: `${test} failed by its scope`, entries: change(events.testEnded, { passed: false }) },
    { name: `${test} failed by vitest`, entries: change(events.testResult, { status: 'failed' }) },
    {
      name: `${test} was skipped and left something behind`,
      entries: [...change(events.testEnded, { passed: false }), line(8, events.testSkipped, skipped)],
    },
  ];
}
