import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { onOneClock, requireApart, wholeOf } from './merge.ts';

const result = (...tests: [test: string, runs: number][]) => ({
  ...{ passed: 1, failed: 0, skipped: 0, known: 0, knownBugs: [], reasons: [] },
  tests: tests.map(([name, runs]) => ({ file: 'suites/a.e2e.ts', test: name, runs })),
});

test('a test that ran in two runs is named with both; one that was left out in one of them is fine', () => {
  requireApart([
    { name: 'one', result: result(['a', 1], ['b', 0]) },
    { name: 'two', result: result(['b', 1]) },
  ]);
  const twice = ['one', 'two'].map((name) => ({ name, result: result(['a', 1]) }));
  expect(() => requireApart(twice)).toThrow('"suites/a.e2e.ts > a" ran in one and in two');
});

test('lines of machines with other clocks are put in the order of the wall clock, and bundles are found', () => {
  const line = (at: string, mono: number, more: object = {}) => ({
    at: `2026-01-01T00:00:${at}Z`,
    mono,
    kind: at,
    ...more,
  });
  const one = { entries: [line('01.000', 500e9), line('03.000', 502e9)] };
  const two = { entries: [line('00.500', 7e9), line('02.000', 8.5e9, { bundle: 'failures/x' })] };
  expect(onOneClock([one, two]).map(({ kind, mono, bundle }) => [kind, mono, bundle])).toEqual([
    ['00.500', 499.5e9, undefined],
    ['01.000', 500e9, undefined],
    ['02.000', 501e9, 'shards/2/failures/x'],
    ['03.000', 502e9, undefined],
  ]);
});

test('the end of a shard, with its counts, is not that of the whole', () => {
  const line = (kind: string, mono: number) => ({ at: '2026-01-01T00:00:01Z', mono, kind });
  const shards = [1, 2].map((at) => ({ entries: [line('run', at), line('run-ended', at + 10)] }));
  expect(onOneClock(shards).map(({ kind }) => kind)).toEqual(['run', 'run']);
});

const shard = (name: string, part: string | undefined, more: object = {}, version = '1.6.1') => ({
  name,
  entries: [
    fakeEntry('run', { versions: [version], servers: 1, clients: 2 }),
    fakeEntry('suites-due', { repetitions: 1, filters: [], ...(part && { shard: part }), ...more }),
  ],
});

test('the shards that are there are counted against how many there are to be', () => {
  expect(wholeOf([shard('a', '1/3'), shard('b', '3/3')])).toEqual({ shards: ['1/3', '3/3'], of: 3 });
});

test.each([
  ['no shard', shard('b', undefined), 'b is not a shard of a run'],
  ['another number of shards', shard('b', '2/2'), 'a and b are not shards of one run'],
  ['another version', shard('b', '2/3', {}, '1.5.6'), 'a and b are not shards of one run'],
  ['other suites', shard('b', '2/3', { filters: ['suites/csi/'] }), 'a and b are not shards of one run'],
  [
    'another number of repetitions',
    shard('b', '2/3', { repetitions: 2 }),
    'a and b are not shards of one run',
  ],
])('what is not a part of the same run is refused: %s', (_, other, message) => {
  expect(() => wholeOf([shard('a', '1/3'), other])).toThrow(message);
});
