import { expect, test } from 'vitest';
import { fakeReport, ledgerOf } from '../fake-ledger.ts';

const red = { test: 'suites/csi/a.e2e.ts > it', scope: 'a-00000001' };

function report(lines: Parameters<typeof ledgerOf>[0]) {
  return fakeReport({ folder: '/runs/r', entries: ledgerOf(lines) });
}

test('a run on an existing cluster names its address', () => {
  const run = { versions: ['1.2.3'], servers: 0, clients: 0, attached: 'https://nomad:4646' };
  expect(report([[0, 'run', run]]).subject).toBe('Nomad 1.2.3 at https://nomad:4646');
});

test('a run names the engine in its nodes', () => {
  const run = { versions: ['1.2.3'], servers: 1, clients: 2 };
  const engine = { version: '26.1.5', apiVersion: '1.45', minApiVersion: '1.24' };
  expect(
    report([
      [0, 'run', run],
      [9, 'node-engine', engine],
    ]).subject,
  ).toBe('Nomad 1.2.3, 1 server, 2 clients, Docker 26.1.5 in the nodes');
});

test('a run whose tasks could be privileged says so', () => {
  const run = { versions: ['1.2.3'], servers: 1, clients: 2, timing: 'fast' };
  const rulesOf = (made: ReturnType<typeof report>) => made.findings.map(({ rule }) => rule);
  expect(rulesOf(report([[0, 'run', run]]))).toEqual([]);
  expect(rulesOf(report([[0, 'run', { ...run, allowPrivileged: true }]]))).toEqual(['allow-privileged']);
});

test('the verdict is shown with the findings that are not tests', () => {
  const findings = ['test-failed', 'two-writers'].map((rule) => ({
    ...{ severity: 'stop' as const, rule, message: rule },
  }));
  const made = fakeReport({ folder: '/runs/r', entries: [], verdict: { outcome: 'bad', findings } });
  expect(made).toMatchObject({ outcome: 'bad', verdict: 'failed', findings: [findings[1]] });
});

test('faults and agent restarts are lanes of every concurrent test', () => {
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

test('an injection that was never undone is open despite an earlier end', () => {
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
