import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import { storageTable } from './storage-table.ts';

const entry = (kind: string, fields: object) => fakeEntry(kind, fields);
const observed = (scope: string, storage: string, property: string, value: string) =>
  entry('storage-observed', { scope, storage, property, value });
const ended = (scope: string, passed = true) => entry('test-ended', { scope, passed });

/** The cells of one row, without the row's name. */
function row(table: string, kind: string): string[] {
  const line = table.split('\n').find((each) => each.startsWith(`| ${kind} `)) ?? '';
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

test('a cell holds what a passed test observed', () => {
  const table = storageTable([observed('a', 'host_volume', 'drain', 'stays'), ended('a')], {
    version: '1.2.3',
  });
  expect(row(table, 'Nomad 1.2.3')).toEqual([
    'job end',
    'restart',
    'update',
    'drain',
    'node loss',
    'other nodes',
    'writers at once',
  ]);
  const none = 'not observed';
  expect(row(table, 'host_volume')).toEqual([none, none, none, 'stays', none, none, none]);
  expect(row(table, 'CSI volume')).toEqual(Array(7).fill(none));
  expect(table).not.toContain('Not run');
});

test('what a failed or unfinished test observed does not count', () => {
  const entries = [
    observed('red', 'CSI volume', 'drain', 'kept'),
    ended('red', false),
    observed('open', 'CSI volume', 'job end', 'kept'),
  ];
  expect(row(storageTable(entries, { version: '1' }), 'CSI volume')).toEqual(Array(7).fill('not observed'));
});

test('a cell lists each observed value once', () => {
  const entries = ['kept', 'lost', 'kept'].map((value) => observed('a', 'ephemeral_disk', 'update', value));
  const table = storageTable([...entries, ended('a')], { version: '1' });
  expect(row(table, 'ephemeral_disk')[2]).toBe('kept; lost');
});

test('skipped tests are listed below an aligned table', () => {
  const skip = entry('test-skipped', { test: 'dynamic', reason: 'needs 1.10' });
  const table = storageTable(
    [observed('a', 'host_volume', 'drain', 'a long value'), ended('a'), skip, skip],
    {
      version: '1',
    },
  );
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(table.split('Not run:\n')[1]).toBe('- dynamic: needs 1.10\n');
});
