import { expect, test } from 'vitest';
import type { Verdict } from '../judge/index.ts';
import { conclude } from './suites.ts';

const good = { outcome: 'good' as const, findings: [] };

const said = (counts: Omit<Parameters<typeof conclude>[0], 'verdict'>, verdict: Verdict = good) => {
  const lines: string[] = [];
  const exitCode = conclude({ ...counts, verdict }, (line) => lines.push(line));
  return [exitCode, ...lines];
};

test('known tests are counted on a separate line', () => {
  const counts = { passed: 210, failed: 0, skipped: 3, known: 2 };
  expect(said(counts)).toEqual([0, '3 skipped', '2 known', '210 passed, 0 failed']);
  expect(said({ ...counts, skipped: 0, known: 0 })).toEqual([0, '210 passed, 0 failed']);
});

test('the exit code is that of the verdict', () => {
  const counts = { passed: 9, failed: 1, skipped: 0, known: 0 };
  const findings = ['test-failed', 'two-writers'].map((rule) => ({
    ...{ severity: 'stop' as const, rule, message: 'm' },
  }));
  expect(said(counts, { outcome: 'bad', findings })).toEqual([
    1,
    'STOP two-writers: m',
    '9 passed, 1 failed',
  ]);
  expect(said(counts, { outcome: 'unknown', findings: [] })[0]).toBe(3);
});
