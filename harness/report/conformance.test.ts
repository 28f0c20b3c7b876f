import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { capabilities, conformancePage } from './conformance.ts';

const root = join(import.meta.dirname, '..', '..');

test('each suite of the CSI area shows one capability', () => {
  const files = globSync('suites/csi/*.e2e.ts', { cwd: root }).map((file) => basename(file).split('.')[0]);
  expect(capabilities.flatMap(({ suites }) => suites).toSorted()).toEqual(files.toSorted());
});

const of = (suite: string, name: string) => ({ test: `suites/csi/${suite}.e2e.ts > ${name}`, scope: name });
const known = { id: 'C15', issue: 20424, what: 'it breaks', reason: 'expected 1' };
const failures = [{ message: 'WAIT_TIMEOUT: no end\nmore' }];
const entries = [
  ...['a', 'b'].flatMap((name) => [
    fakeEntry('test-started', of('volume-create', name)),
    fakeEntry('test-ended', { ...of('volume-create', name), passed: true }),
  ]),
  fakeEntry('test-started', of('volume-in-use', 'c')),
  fakeEntry('test-ended', { ...of('volume-in-use', 'c'), passed: false, failures }),
  fakeEntry('test-started', of('writers-race', 'd')),
  fakeEntry('test-started', of('volume-list', 'e')),
  fakeEntry('test-skipped', {
    ...of('volume-list', 'e'),
    test: 'suites/csi/volume-list.e2e.ts',
    reason: 'no',
  }),
  fakeEntry('test-ended', { ...of('volume-list', 'e'), passed: true }),
  fakeEntry('test-started', of('volume-expand.solo', 'f')),
  fakeEntry('test-ended', { ...of('volume-expand.solo', 'f'), passed: true, known }),
];
const driver = { name: 'mine', description: 'a driver of mine' };
const findings = ['STOP claim-history: volume v: two held it'];
const page = conformancePage(driver, [{ version: '1.2.3', entries, findings }], { day: '2026-01-02' });

/** What the page says of a capability on its version. */
const cell = (name: string) =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| ${name} `))
    ?.split('|')[3]
    ?.trim();

test.each([
  ['CREATE_DELETE_VOLUME', '1 failed, 2 passed'],
  ['SINGLE_NODE_WRITER', '1 unknown'],
  ['LIST_VOLUMES', '1 skipped'],
  ['EXPAND_VOLUME', '1 known'],
  ['BlockVolume', 'unknown'],
])('of %s the page says: %s', (name, says) => {
  expect(cell(name)).toBe(says);
});

test('what did not pass is said with its reason, and each capability with its command', () => {
  expect(page).toContain('- STOP claim-history: volume v: two held it\n');
  expect(page).toContain('- failed: suites/csi/volume-in-use.e2e.ts > c: WAIT_TIMEOUT: no end\n');
  expect(page).toContain('- failed: suites/csi/writers-race.e2e.ts > d: no end\n');
  expect(page).toContain(
    '- known C15 (nomad#20424, open): suites/csi/volume-expand.solo.e2e.ts > f: it breaks',
  );
  expect(page).toContain('- skipped: suites/csi/volume-list.e2e.ts: no');
  expect(page).toContain('`npx nomad-e2e run csi/volume-list --driver-profile mine`');
});

test('the commands of an existing cluster attach to it', () => {
  const there = conformancePage(driver, [], { day: '2026-01-02', attached: true });
  expect(there).toContain('`npx nomad-e2e run --attach csi/volume-list --driver-profile mine`');
});
