import { expect, test } from 'vitest';
import { notesOnPath } from './path.ts';

const severities = (from: string, to: string) => notesOnPath(from, to).map(({ severity }) => severity);
const breaks = (from: string, to: string) =>
  notesOnPath(from, to).filter(({ severity }) => severity === 'break');
const messages = (from: string, to: string) =>
  notesOnPath(from, to)
    .map(({ message }) => message)
    .join('\n');

test('a step within a line has nothing against it', () => {
  expect(notesOnPath('1.10.3', '1.10.5')).toEqual([]);
});

test.each([
  ['1.11.3', '1.9.4'],
  ['1.11.10', '1.11.9'],
  ['2.0.5', '1.11.3'],
  ['2.0.0', '2.0.0-rc.1'],
])('%s to %s is a downgrade, which is a break', (from, to) => {
  expect(breaks(from, to)).toMatchObject([
    { message: expect.stringContaining('no downgrade'), source: expect.stringMatching(/docs\/upgrade$/) },
  ]);
});

test('a version to itself is a warning, and from a pre-release to its release has nothing against it', () => {
  expect(severities('1.11.3', '1.11.3')).toEqual(['warning']);
  expect(notesOnPath('2.0.0-rc.1', '2.0.0')).toEqual([]);
});

test.each([
  ['1.9.4', '2.0.5', '3 release lines', 'go to 1.11 first'],
  ['1.8.4', '1.11.3', '3 release lines', 'go to 1.10 first'],
  ['1.2.6', '2.0.5', '10 release lines', 'go to 1.4 first'],
  ['1.11.3', '3.0.0', '3 or more release lines', 'go to 2.1 first'],
])('%s to %s is a break of %s: %s', (from, to, count, stop) => {
  expect(breaks(from, to)[0]).toMatchObject({
    message: expect.stringMatching(`${count}.*${stop}`),
    source: expect.stringMatching(/https:.*migrate-1-8-to-2-0$/),
  });
});

test.each([
  ['1.10.5', '1.11.3'],
  ['1.11.3', '2.0.5'],
  ['1.10.5', '2.0.5'],
  ['1.9.4', '1.11.3'],
  ['1.11.3', '2.1.0'],
  ['1.5.6', '1.6.1'],
  ['2.0.5', '3.0.0'],
])('%s to %s is no break', (from, to) => {
  expect(breaks(from, to)).toEqual([]);
});

test.each([
  ['1.5.6', '1.9.4', 'clients older than 1.6'],
  ['1.9.1', '1.9.2', 'drop all state'],
  ['1.6.1', '1.7.1', 'go to 1.7.2'],
  ['1.11.3', '2.0.1', 'node_pool "all"'],
])('%s to %s is a break by a limit, with its source: %s', (from, to, text) => {
  expect(breaks(from, to)).toContainEqual({
    severity: 'break',
    message: expect.stringContaining(text),
    source: expect.stringContaining('https://'),
  });
});

test.each([
  ['1.9.4', '1.11.3', '1.10 is skipped'],
  ['1.10.5', '2.0.5', '1.11 is skipped'],
  ['2.1.0', '3.0.0', 'between 2.1 and 3.0 is not known'],
  ['1.9.4', '1.11.3', 'nomad#27763'],
  ['1.11.3', '2.0.5', 'alloc/logs'],
  ['2.0.5', '2.1.0', 'server_join'],
])('%s to %s has a warning: %s', (from, to, text) => {
  expect(messages(from, to)).toContain(text);
});

test.each([
  ['1.11.3', '2.0.5', 'skipped'],
  ['1.10.5', '2.0.5', 'nomad#27763'],
  ['1.11.0', '1.11.3', 'nomad#27763'],
  ['1.11.3', '2.0.2', 'node_pool "all"'],
  ['1.6.1', '1.8.4', 'clients older than 1.6'],
])('%s to %s has no note of: %s', (from, to, text) => {
  expect(messages(from, to)).not.toContain(text);
});
