import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { faultsTable } from './faults-table.ts';

const entry = (kind: string, fields: object) => fakeEntry(kind, fields);
const released = (path: string, releaseMs: number) =>
  entry('claim-released', { path, releaseMs, boundMs: 30_000 });
const rows = (table: string) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test('the longest time of a fault is next to its bound', () => {
  const table = faultsTable(
    [released('agent of client-1 killed', 1200), released('agent of client-2-77-1 killed', 3400)],
    { version: '1.2.3' },
  );
  expect(rows(table)).toEqual([['agent of a client killed', 'claim released', '2', '3.4 s', '30.0 s']]);
  expect(table).toContain('| Nomad 1.2.3 ');
});

test('recovery and release are separate rows', () => {
  const entries = [
    released('no network between client-1 and server-1, server-2, server-3', 1000),
    entry('fault-recovered', { path: 'driver hangs at probe', recoveryMs: 2000, boundMs: 60_000 }),
  ];
  expect(rows(faultsTable(entries, { version: '1' }))).toEqual([
    ['no network between a client and the servers', 'claim released', '1', '1.0 s', '30.0 s'],
    ['driver hangs at probe', 'all well again', '1', '2.0 s', '60.0 s'],
  ]);
});

test('failed, known and skipped tests are listed below the table', () => {
  const known = { id: 'F-x', what: 'it breaks', reason: 'expected 1 to be 2' };
  const entries = [
    entry('test-ended', { test: 'a > is green', passed: true }),
    entry('test-ended', { test: 'b > is red', passed: false }),
    entry('test-ended', { test: 'd > shows it', passed: true, known }),
    entry('test-skipped', { test: 'c', reason: 'no module' }),
  ];
  const table = faultsTable(entries, { version: '1' });
  expect(table).toContain('Red:\n- b > is red\n');
  expect(table).toContain('Known bugs:\n- known F-x (no issue known, open): d > shows it: it breaks\n');
  expect(table).toContain('Not run:\n- c: no module\n');
  expect(table).not.toContain('is green');
});
