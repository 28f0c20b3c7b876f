import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { notesOnPath } from './path.ts';

const severities = (from: string, to: string) => notesOnPath(from, to).map(({ severity }) => severity);
const messages = (from: string, to: string) =>
  notesOnPath(from, to)
    .map(({ message }) => message)
    .join('\n');

test('a step between patches of one minor version has nothing against it', () => {
  expect(notesOnPath('1.10.3', '1.10.5')).toEqual([]);
});

test('an older version is a break, the same one a warning', () => {
  expect(severities('1.11.3', '1.9.4')).toEqual(['break']);
  expect(severities('1.11.10', '1.11.9')).toEqual(['break']);
  expect(severities('1.11.3', '1.11.3')).toEqual(['warning']);
});

test.each([
  ['1.5.6', '1.9.4', 'clients older than 1.6'],
  ['1.9.1', '1.9.2', 'drop all state'],
  ['1.6.1', '1.7.1', 'go to 1.7.2'],
])('%s to %s is a break, with its source', (from, to, text) => {
  const breaks = notesOnPath(from, to).filter(({ severity }) => severity === 'break');
  expect(breaks).toMatchObject([
    { message: expect.stringContaining(text), source: expect.stringContaining('https://') },
  ]);
});

test.each([
  ['1.9.4', '1.11.3', '1 minor version is skipped'],
  ['1.8.4', '1.11.3', '2 minor versions are skipped'],
  ['1.3.2', '1.4.0', 'raft_protocol'],
  ['1.9.4', '1.10.5', 'workload identity'],
  ['1.10.5', '1.11.3', 'reschedule block'],
  ['1.10.5', '1.11.2', '27382'],
  ['1.11.1', '1.11.2', '27582'],
])('%s to %s is warned of: %s', (from, to, text) => {
  expect(messages(from, to)).toContain(text);
  expect(severities(from, to)).not.toContain('break');
});

test.each([
  ['1.6.1', '1.9.4', 'clients older than 1.6'],
  ['1.9.1', '1.9.3', 'drop all state'],
  ['1.10.5', '1.11.3', '27382'],
  ['1.11.0', '1.11.1', '27382'],
  ['1.10.0', '1.10.5', 'workload identity'],
])('%s to %s is not warned of: %s', (from, to, text) => {
  expect(messages(from, to)).not.toContain(text);
});

test('limits stand in the order of their versions', () => {
  const order = limits.map(({ since }) => Number(since.split('.')[1]) * 100 + Number(since.split('.')[2]));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});
