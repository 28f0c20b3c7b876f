import { expect, test } from 'vitest';
import { allocationOf, ledgerOf } from '../fake-ledger.ts';
import { reportOf } from './report.ts';

const red = { test: 'suites/csi/a.e2e.ts > it', scope: 'a-00000001' };

function report(lines: Parameters<typeof ledgerOf>[0]) {
  return reportOf({ folder: '/runs/r', entries: ledgerOf(lines) });
}

test('suites are red by a red test, by one that never ended, and by counts of what has no line', () => {
  const begun = [0, 'test-started', red] as const;
  expect(report([begun, [9, 'test-ended', { ...red, passed: true }]])).toMatchObject({
    ok: true,
    verdict: 'passed',
  });
  expect(report([begun, [9, 'test-ended', { ...red, passed: false }]])).toMatchObject({
    ok: false,
    verdict: 'failed',
  });
  const other = { test: 'suites/csi/b.e2e.ts > it', scope: 'b-00000002' };
  const green = [
    [1, 'test-started', other],
    [9, 'test-ended', { ...other, passed: true }],
  ] as const;
  expect(report([begun, ...green])).toMatchObject({ ok: false, verdict: 'failed' });
  const counts = { passed: 9, failed: 1, skipped: 0 };
  expect(
    report([begun, [9, 'test-ended', { ...red, passed: true }], [10, 'run-ended', { counts, phases: [] }]]),
  ).toMatchObject({ ok: false });
  expect(report([])).toMatchObject({ ok: false, verdict: 'nothing ran' });
});

test('a run of known bugs alone is good, and one that failed besides is not', () => {
  const known = { id: 'X1', what: 'it breaks', reason: 'expected 1 to be 2' };
  const shown = [
    [0, 'test-started', red],
    [9, 'test-ended', { ...red, passed: true, known }],
  ] as const;
  expect(report(shown)).toMatchObject({ ok: true, verdict: 'passed', counts: { passed: 0, known: 1 } });
  const counts = { passed: 0, known: 1, failed: 1, skipped: 0 };
  expect(report([...shown, [10, 'run-ended', { counts, phases: [] }]])).toMatchObject({ ok: false });
});

test('a run on a cluster that was attached to says where that is', () => {
  const run = { versions: ['1.2.3'], servers: 0, clients: 0, attached: 'https://nomad:4646' };
  expect(report([[0, 'run', run]]).subject).toBe('Nomad 1.2.3 at https://nomad:4646');
});

test('an interrupted run is that and nothing else, whatever its tests and judges say of what was run so far', () => {
  const interrupted = [5, 'run-interrupted', { reason: 'interrupted by SIGINT' }] as const;
  const passed = [4, 'test-ended', { ...red, passed: true }] as const;
  const unlike = { ok: false, verdict: 'interrupted' };
  expect(report([[0, 'test-started', red], passed, interrupted])).toMatchObject(unlike);
  const entries = ledgerOf([[0, 'plan', { from: '1.0.0', to: '2.0.0' }], interrupted]);
  const findings = [{ severity: 'stop' as const, rule: 'unfinished', message: 'no step was taken' }];
  const judgement = { ok: true, findings };
  expect(reportOf({ folder: '/runs/r', entries, judgement })).toMatchObject({ ...unlike, findings: [] });
});

test('two writers of a single-writer volume are a finding, unless their own test passed: it has judged them', () => {
  const volume = 'a-00000001-v';
  const held = (id: string, from: number) =>
    [
      500,
      'allocation',
      allocationOf('a-00000001-j', { id, from, to: from + 100, volumes: [volume] }),
    ] as const;
  const run = (passed: boolean, more: object = {}) =>
    report([
      [0, 'test-started', red],
      [1, 'volume-created', { volume, modes: ['single-node-writer'] }],
      held('aaaaaaaa-1', 100),
      held('bbbbbbbb-2', 150),
      [600, 'test-ended', { ...red, passed, ...more }],
    ]);
  const message = 'a-00000001-v had two writers for 50 ms';
  expect(run(false).findings).toMatchObject([{ severity: 'stop', rule: 'two-writers', message }]);
  expect(run(true)).toMatchObject({ ok: true, findings: [{ severity: 'note' }] });
  const known = { id: 'X1', what: 'it breaks', reason: 'expected 1 to be 2' };
  expect(run(true, { known })).toMatchObject({ ok: true, findings: [{ severity: 'note' }] });
});

test('faults and restarts of agents are lanes of the run and of every test that ran meanwhile', () => {
  const mono = (ms: number) => 5_000_000_000_000 + ms * 1e6;
  const { page } = report([
    [0, 'test-started', red],
    [100, 'agent', { node: 'client-1', did: 'KILL', version: '1.2.3' }],
    [300, 'agent', { node: 'client-1', did: 'started', version: '1.2.3' }],
    [400, 'fault', { id: '1', name: 'net cut', begin: mono(310), end: mono(390), healthy: mono(400) }],
    [500, 'test-ended', { ...red, passed: true }],
    [600, 'fault-begin', { id: '2', name: 'later' }],
  ]);
  const names = (lanes: typeof page.run.lanes) =>
    lanes.flatMap(({ spans }) => spans.map(({ label }) => label));
  expect(names(page.run.lanes)).toEqual(
    expect.arrayContaining(['net cut', 'later', 'agent of client-1 away']),
  );
  const own = names(page.tests[0]?.lanes ?? []);
  expect(own).toEqual(expect.arrayContaining(['net cut', 'agent of client-1 away']));
  expect(own).not.toContain('later');
  const away = page.run.lanes.find(({ group }) => group === 'agents')?.spans[0];
  expect(away).toMatchObject({ from: 100, to: 300 });
});

test('a fault that was injected again and never undone is open, though its first end has the same name', () => {
  const mono = (ms: number) => 5_000_000_000_000 + ms * 1e6;
  const { page } = report([
    [0, 'test-started', red],
    [100, 'fault-begin', { id: '1', name: 'net cut' }],
    [200, 'fault', { id: '1', name: 'net cut', begin: mono(100), end: mono(150), healthy: mono(200) }],
    [300, 'fault-begin', { id: '2', name: 'net cut' }],
    [900, 'run-ended', { phases: [] }],
  ]);
  const spans = page.run.lanes.filter(({ group }) => group === 'faults').flatMap((lane) => lane.spans);
  expect(spans).toMatchObject([
    { from: 100, to: 150 },
    { from: 300, to: 900, detail: 'never undone', open: true },
  ]);
});

test.each([
  ['suites', undefined, 'failed'],
  ['a rehearsal', { ok: true, findings: [] }, 'NO-GO'],
])('a ledger with lines that could not be read is not ok: %s', (_, judgement, verdict) => {
  const lines: Parameters<typeof ledgerOf>[0] = [
    ...(judgement ? [[0, 'plan', { from: '1.0.0', to: '2.0.0' }] as const] : []),
    [0, 'test-started', red],
    [9, 'test-ended', { ...red, passed: true }],
  ];
  const unread = [9, 'unreadable', { file: 'l', lines: 2, first: { line: 7, reason: 'torn' } }] as const;
  const made = (entries: typeof lines) =>
    reportOf({ folder: '/runs/r', entries: ledgerOf(entries), judgement });
  expect(made(lines).ok).toBe(true);
  expect(made([...lines, unread])).toMatchObject({ ok: false, verdict });
});

test('of suites the report says which lines could not be read', () => {
  const unread = { file: 'l', lines: 2, first: { line: 7, reason: 'torn' } };
  const message = '2 lines of the ledger could not be read: l:7 and others: torn';
  expect(report([[9, 'unreadable', unread]]).findings).toMatchObject([{ severity: 'stop', message }]);
});
