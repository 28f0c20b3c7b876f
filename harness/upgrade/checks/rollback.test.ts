import { expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import type { Entry } from '../../evidence/index.ts';
import { rollback } from './rollback.ts';

const rollbackFindings = (entries: readonly Entry[]) =>
  rollback.rules?.flatMap((rule) => rule(entries)) ?? [];
let clock = 0;
const entry = (kind: string, data: object = {}): Entry => fakeEntry(kind, data, { mono: ++clock });
const snapshot = entry('snapshot', { file: 'before.snap' });
const begin = entry('rollback-begin');
const found = (...entries: Entry[]) =>
  rollbackFindings([snapshot, begin, ...entries]).map(({ severity, rule }) => `${severity} ${rule}`);

test('a rehearsal without --rollback has nothing to say', () => {
  expect(rollbackFindings([])).toEqual([]);
});

test('a clean way back has no findings', () => {
  expect(found(entry('rollback-step', { step: 'rollback of client-1 in place', ms: 9 }))).toEqual([]);
});

test('a server that refuses newer state is to know, any other failed step is NO-GO', () => {
  const failed = (step: string) => entry('rollback-step', { step, ms: 9, error: 'AGENT_DIED' });
  expect(found(failed('rollback of server-1 in place'))).toEqual(['note rollback-refused']);
  expect(found(failed('rollback of client-1 in place'))).toEqual(['stop rollback-failed']);
  expect(found(failed('rollback of the servers from the snapshot'))).toEqual(['stop rollback-failed']);
});

test('damage is one line for each kind of thing', () => {
  const gone = (id: string) => ({ what: 'jobs', id, change: 'gone', before: 'version 0' });
  const changed = { what: 'volumes', id: 'v', change: 'changed', before: 'a1', after: '' };
  const damage = entry('rollback-damage', { damage: [gone('a'), gone('b'), changed] });
  const messages = rollbackFindings([snapshot, begin, damage]).map(({ message }) => message);
  expect(messages).toEqual([
    '2 jobs that the snapshot held are gone all the same: a, b',
    '1 volumes are older or other than before: v (a1, now nothing)',
  ]);
});
