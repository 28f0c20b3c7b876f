import { describe, expect, test } from 'vitest';
import { isBefore, lineAfter } from '../../version/index.ts';
import type { Limit } from './limit.ts';
import { limits } from './limits.ts';
import { notesOnPath } from './path.ts';

/** The last version before another: of its line, else of the line before. */
function priorTo(version: string): string {
  const [major, minor, patch] = version.split('.').map(Number);
  if (patch) return `${major}.${minor}.${patch - 1}`;
  const line = lineAfter(version, -1);
  if (line === undefined) throw new Error(`no line is listed before ${version}`);
  return `${line}.99`;
}

const nextAfter = (version: string) => version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
const isNoted = ({ message, severity }: Limit, from: string, to: string) =>
  notesOnPath(from, to).some((note) => note.message === message && note.severity === severity);
const startOf = ({ since, fromBefore }: Limit) => priorTo(fromBefore ?? since);

describe.each(limits)('$since: $message', (limit) => {
  const { since, source } = limit;
  test('concerns an upgrade across its version, with its source', () => {
    expect(isNoted(limit, startOf(limit), since)).toBe(true);
    expect(source).toMatch(/https:\/\/\S+$/);
  });
  test('concerns no upgrade that ends before its version', () => {
    expect(isNoted(limit, priorTo(startOf(limit)), priorTo(since))).toBe(false);
  });
  test('concerns no upgrade that begins at its version', () => {
    expect(isNoted(limit, since, nextAfter(since))).toBe(false);
  });
});

const ended = limits.flatMap(({ until, ...limit }) => (until === undefined ? [] : [{ ...limit, until }]));
test.each(ended)('$since: $message: concerns no target from $until on', ({ until, ...limit }) => {
  expect(isNoted(limit, startOf(limit), priorTo(until))).toBe(true);
  expect(isNoted(limit, startOf(limit), until)).toBe(false);
});

const ofOlder = limits.flatMap(({ fromBefore, ...limit }) =>
  fromBefore === undefined ? [] : [{ ...limit, fromBefore }],
);
test.each(ofOlder)('$since: $message: concerns no start from $fromBefore on', ({ fromBefore, ...limit }) => {
  expect(isBefore(fromBefore, limit.since)).toBe(true);
  expect(isNoted(limit, fromBefore, limit.since)).toBe(false);
});

test('limits stand in the order of their versions', () => {
  const unordered = limits
    .slice(1)
    .filter(({ since }, at) => isBefore(since, limits[at]?.since ?? since))
    .map(({ since, message }) => `${since}: ${message}`);
  expect(unordered).toEqual([]);
});

test('no limit is listed twice', () => {
  expect(new Set(limits.map(({ message }) => message)).size).toBe(limits.length);
});
