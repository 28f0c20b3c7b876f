import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import { readSchedule, stepsOf } from './schedule.ts';

function first(seed: number, servers: number) {
  const steps = stepsOf(seed, { servers });
  return Array.from({ length: 200 }, () => steps.next().value);
}

test('a seed gives the same steps each time, another seed others', () => {
  expect(first(7, 3)).toEqual(first(7, 3));
  expect(first(7, 3)).not.toEqual(first(8, 3));
});

test('what only a stop can meet is drawn with a stop', () => {
  const drawn = first(7, 1).filter((step) => step?.fault === 'detach-fails');
  expect(drawn.length).toBeGreaterThan(2);
  expect(drawn.every((step) => step?.stopDuring)).toBe(true);
});

test('a single server is left alone, and no lie is drawn', () => {
  const drawn = new Set(first(7, 1).map((step) => step?.fault));
  expect([...drawn].filter((key) => key?.startsWith('server-') || key === 'lost-write')).toEqual([]);
  expect(drawn.size).toBeGreaterThan(10);
  expect(new Set(first(7, 3).map((step) => step?.fault))).toContain('server-killed');
});

const step = { fault: 'agent-killed', node: 3, holdMs: 500, stopDuring: true };

let folder: TempFolder;
beforeAll(async () => {
  folder = await tempFolder('schedule');
});
afterAll(() => folder[Symbol.asyncDispose]());

/** A file with this schedule. */
function fileWith(text: string): string {
  const file = join(folder.path, 'schedule.json');
  writeFileSync(file, text);
  return file;
}

test('a saved schedule is read', () => {
  expect(readSchedule(fileWith(JSON.stringify([step])))).toEqual([step]);
});

const second = (field: object) => JSON.stringify([step, { ...step, ...field }]);

test.each([
  ['{}', /schedule\.json: Invalid input: expected array, received object$/],
  ['[]', /schedule\.json: it has no step$/],
  [second({ fault: 'flood' }), /schedule\.json: \[1\]\.fault: .*one of "agent-killed"\|/],
  [second({ fault: 'toString' }), /\[1\]\.fault: /],
  [second({ holdMs: '500' }), /\[1\]\.holdMs: Invalid input: expected number, received string$/],
  [second({ holdMs: 1e12 }), /\[1\]\.holdMs: Too big/],
  [second({ node: -1, stopDuring: undefined }), /\[1\]\.node: .*\n.*\[1\]\.stopDuring: /],
  ['[\n  {"fault" "x"}]', /schedule\.json:2: Expected ':'/],
  ['[', /Unexpected end of JSON input/],
])('a schedule that cannot be used is refused with its mistakes: %j', (text, observed) => {
  const refusal = { code: 'SCHEDULE_UNREADABLE', exitCode: 2, observed: expect.stringMatching(observed) };
  expect(() => readSchedule(fileWith(text))).toThrow(expect.objectContaining(refusal));
});

test('a schedule that is not there is refused with its name', () => {
  expect(() => readSchedule('/gone/schedule.json')).toThrow('cannot read the schedule /gone/schedule.json');
});
