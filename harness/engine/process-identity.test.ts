import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify, isAlive, keptHostId, lifeOf, type ProcessTable, parseStat } from './process-identity.ts';

const fails = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};
const stat = (state: string, start: string) =>
  `7 (a) b (c)) ${state} ${[...Array.from({ length: 18 }, (_, n) => n + 4), start].join(' ')} 23`;
const table = (read: string | (() => string), signal: () => void = () => undefined): ProcessTable => ({
  read: typeof read === 'string' ? () => read : read,
  signal,
});
const seven = { pid: 7, start: '22' };

test('a stat line whose command holds brackets and spaces', () => {
  expect(parseStat(stat('Z', '22'))).toEqual({ state: 'Z', start: '22' });
});

test('a process is itself and not one with another start time', () => {
  const me = identify(process.pid);
  expect(me && lifeOf(me)).toBe('alive');
  expect(isAlive({ pid: process.pid, start: '1' })).toBe(false);
});

test.each([
  ['nothing is there and the kernel knows none', 'dead', table(fails('ENOENT'), fails('ESRCH'))],
  ['it ends while it is read', 'dead', table(fails('ESRCH'), fails('ESRCH'))],
  ['another process has the number', 'dead', table(stat('S', '23'))],
  ['it is a zombie', 'dead', table(stat('Z', '22'))],
  ['it is there', 'alive', table(stat('S', '22'))],
  ["hidepid hides another user's process", 'unknown', table(fails('ENOENT'), fails('EPERM'))],
  ['hidepid hides a process of this user', 'unknown', table(fails('ENOENT'))],
  ['there are too many open files', 'unknown', table(fails('EMFILE'), fails('ESRCH'))],
  ['the disk fails', 'unknown', table(fails('EIO'), fails('ESRCH'))],
  ['it may not be read', 'unknown', table(fails('EPERM'), fails('ESRCH'))],
])('when %s, a process is %s', (_, life, seen) => {
  expect(lifeOf(seven, seen)).toBe(life);
  expect(isAlive(seven, seen)).toBe(life !== 'dead');
});

test('a process whose start was not readable is not judged by it', () => {
  expect(lifeOf({ pid: 7, start: '0' }, table(stat('S', '22')))).toBe('unknown');
});

test('without a boot id the cache folder keeps one for the machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-host-'));
  const first = keptHostId(join(folder, 'host'));
  expect(first).toMatch(/^kept-[0-9a-f]{16}$/);
  expect(keptHostId(join(folder, 'host'))).toBe(first);
  await rm(folder, { recursive: true });
});
