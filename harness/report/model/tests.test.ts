import { expect, test } from 'vitest';
import { allocationOf, ledgerOf } from '../fake-ledger.ts';
import { clockOf } from './clock.ts';
import { scopeIn } from './owners.ts';
import { testsOf } from './tests.ts';

function testsIn(lines: Parameters<typeof ledgerOf>[0]) {
  const entries = ledgerOf(lines);
  return testsOf(entries, clockOf(entries));
}

const started = (ms: number, scope: string) =>
  [ms, 'test-started', { test: `suites/csi/${scope}.e2e.ts > it`, scope }] as const;

test('each test has an outcome with its reason', () => {
  const failures = [{ message: 'no', at: 'suites/csi/a.e2e.ts:1:2' }];
  const tests = testsIn([
    started(0, 'a-00000001'),
    started(0, 'b-00000002'),
    started(0, 'c-00000003'),
    started(0, 'd-00000004'),
    [50, 'test-skipped', { scope: 'c-00000003', reason: 'needs 1.10' }],
    [100, 'test-ended', { scope: 'a-00000001', passed: true }],
    [200, 'test-ended', { scope: 'b-00000002', passed: false, failures, bundle: 'failures/b' }],
    [300, 'test-ended', { scope: 'c-00000003', passed: true }],
  ]);
  expect(tests.map(({ status }) => status)).toEqual(['passed', 'failed', 'skipped', 'unfinished']);
  expect(tests[0]).toMatchObject({
    file: 'suites/csi/a-00000001.e2e.ts',
    title: 'it',
    area: 'csi',
    begin: 0,
    end: 100,
  });
  expect(tests[1]).toMatchObject({ failures, bundle: 'failures/b' });
  expect(tests[2]).toMatchObject({ skipReason: 'needs 1.10' });
});

test('a test that only showed a known bug is known', () => {
  const known = { id: 'X1', what: 'it breaks', reason: 'expected 1 to be 2' };
  const tests = testsIn([
    started(0, 'a-00000001'),
    started(0, 'b-00000002'),
    [100, 'test-ended', { scope: 'a-00000001', passed: true, known }],
    [200, 'test-ended', { scope: 'b-00000002', passed: false, known }],
  ]);
  expect(tests.map(({ status }) => status)).toEqual(['known', 'failed']);
  expect(tests[0]?.known).toEqual(known);
});

test('a wait belongs to the test whose job, volume, evaluation or allocation it names', () => {
  const evaluation = 'e61fdded-4fea-ac0d-ab66-537808c78970';
  const allocation = '3a2d43b8-c644-9365-a745-012e5fc5ec1a';
  const tests = testsIn([
    started(0, 'a-00000001'),
    started(0, 'b-00000002'),
    [10, 'job-registered', { scope: 'a-00000001', job: 'a-00000001-j', evaluation }],
    [50, 'wait', { what: `evaluation ${evaluation} done`, ms: 40, ok: true }],
    [60, 'wait', { what: `allocation ${allocation} running`, ms: 5, ok: true }],
    [70, 'wait', { what: 'job b-00000002-j gone', ms: 5, ok: false }],
    [80, 'wait', { what: 'plugin hostpath healthy', ms: 5, ok: true }],
    [85, 'wait', { what: 'plugin hostpath healthy', ms: 6, ok: true, scope: 'b-00000002' }],
    [90, 'allocation', allocationOf('a-00000001-j', { id: allocation, from: 20, to: 30 })],
  ]);
  expect(tests[0]?.waits.map(({ from, to }) => [from, to])).toEqual([
    [10, 50],
    [55, 60],
  ]);
  expect(tests[1]?.waits).toMatchObject([{ ok: false }, { from: 79, to: 85 }]);
  expect(tests[0]?.allocations).toHaveLength(1);
});

test("a test without lines of its own counts by vitest's result", () => {
  const tests = testsIn([
    started(0, 'a-00000001'),
    [100, 'test-ended', { scope: 'a-00000001', passed: true }],
    [200, 'test-result', { test: 'suites/csi/a-00000001.e2e.ts > it', status: 'passed', ms: 1 }],
    [
      200,
      'test-result',
      { test: 'harness/x.test.ts > pure', status: 'failed', ms: 20, failures: [{ message: 'm' }] },
    ],
    [200, 'test-result', { test: 'suites/csi/s.e2e.ts > later', status: 'pending' }],
  ]);
  expect(tests.map(({ title, status, area }) => [title, status, area])).toEqual([
    ['it', 'passed', 'csi'],
    ['pure', 'failed', 'harness'],
    ['later', 'skipped', 'csi'],
  ]);
});

test('an id names its scope', () => {
  expect(scopeIn('tasks-c9c9c5c3-three-steps')).toBe('tasks-c9c9c5c3');
  expect(scopeIn('jobs-0a0b0c0d-j/dispatch-1-2')).toBe('jobs-0a0b0c0d');
  expect(scopeIn('upgrade-single')).toBeUndefined();
});
