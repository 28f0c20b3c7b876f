import { expect, test } from 'vitest';
import { conclude } from './suites.ts';

const said = (counts: Parameters<typeof conclude>[0]) => {
  const lines: string[] = [];
  const exitCode = conclude(counts, (line) => lines.push(line));
  return [exitCode, ...lines];
};

test('known tests are counted on a line of their own before the last, and do not fail the run', () => {
  const counts = { passed: 210, failed: 0, skipped: 3, known: 2 };
  expect(said(counts)).toEqual([0, '3 skipped', '2 known', '210 passed, 0 failed']);
  expect(said({ ...counts, skipped: 0, known: 0 })).toEqual([0, '210 passed, 0 failed']);
});

test('a run of known bugs alone has shown something, and a failed test besides fails it', () => {
  expect(said({ passed: 0, failed: 0, skipped: 0, known: 1 })).toEqual([0, '1 known', '0 passed, 0 failed']);
  expect(said({ passed: 9, failed: 1, skipped: 0, known: 1 })[0]).toBe(1);
  expect(said({ passed: 0, failed: 0, skipped: 9, known: 0 })[0]).toBe(1);
});
