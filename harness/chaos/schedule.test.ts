import { expect, test } from 'vitest';
import { parseSchedule, stepsOf } from './schedule.ts';

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

test('a saved schedule is read', () => {
  expect(parseSchedule(JSON.stringify([step]))).toEqual([step]);
});

test.each([
  ['{}', /expected array/],
  ['[]', /Too small/],
  [JSON.stringify([{ ...step, fault: 'flood' }]), /there is no such fault/],
  [JSON.stringify([{ ...step, holdMs: '500' }]), /expected number/],
  ['[', /JSON/],
])('a schedule that cannot be taken is refused: %s', (text, reason) => {
  expect(() => parseSchedule(text)).toThrow(reason);
});
