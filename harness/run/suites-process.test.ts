import { expect, test } from 'vitest';
import { counted, isRed } from './suites-process.ts';

const ended = (status: string) => ({ name: status, status, failures: [], ms: 1 });

test('tests are counted by how they ended', () => {
  const tests = ['passed', 'passed', 'known', 'skipped', 'pending', 'failed'].map(ended);
  const result = { files: [{ file: 'a', tests }], errors: [] };
  expect(counted(result, 1)).toEqual({ passed: 2, known: 1, skipped: 2, failed: 1, ...result });
});

test('a red end that no test accounts for counts as a failure', () => {
  expect(counted({ files: [], errors: [] }, 1)).toMatchObject({ failed: 1 });
});

test.each([
  [{ passed: 1, known: 0, failed: 0 }, false],
  [{ passed: 0, known: 1, failed: 0 }, false],
  [{ passed: 9, known: 1, failed: 1 }, true],
  [{ passed: 0, known: 0, failed: 0 }, true],
])('a run of %j is red: %s', (counts, red) => {
  expect(isRed(counts)).toBe(red);
});
