import { expect, test } from 'vitest';
import { fakeEntry } from '../../harness/evidence/fake-entry.ts';
import { criticalPath } from './critical-path.ts';

const entry = (kind: string, ms: number, more: object) => fakeEntry(kind, more, { mono: ms * 1e6 });
const run = (scope: string, from: number, to: number) => [
  entry('test-started', from, { scope }),
  entry('test-ended', to, { scope }),
];
const wait = (scope: string, from: number, to: number) => entry('wait', to, { scope, ms: to - from });

test('the chain goes back from the last end over what ended last before each begin', () => {
  const entries = [...run('a', 0, 40), ...run('b', 0, 90), ...run('c', 45, 100), wait('b', 0, 90)];
  expect(criticalPath(entries)).toEqual({ wallMs: 100, nomadMs: 0, tests: 2 });
});

test('waits side by side count once, and only within their test', () => {
  const waits = [wait('a', 10, 30), wait('a', 20, 40), wait('a', 90, 130)];
  expect(criticalPath([...run('a', 0, 100), ...waits])).toEqual({ wallMs: 100, nomadMs: 40, tests: 1 });
});

test('nothing has no path', () => {
  expect(criticalPath([])).toEqual({ wallMs: 0, nomadMs: 0, tests: 0 });
});
