import { describe, expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import type { Entry } from '../../evidence/index.ts';
import { judge } from './judge.ts';
import { lostRecords } from './measures.ts';

let clock = 0;
const entry = (kind: string, data: object = {}): Entry => fakeEntry(kind, data, { mono: ++clock * 1e8 });

const step = '1/1 client-1';
const stepEnd = { step, role: 'client', downMs: 900, before: 'n1', after: 'n1' };
const refusal = 'CSI volume v has exhausted its available writer claims';
const record = (sequence: number, allocation = 'a', at = sequence) => ({
  sequence,
  allocation,
  node: 'client-1',
  at,
  wall: at,
});
const volume = {
  volume: 'v',
  singleWriter: true,
  records: [record(1), record(2), record(3)],
  acknowledged: { a: 3 },
};

/** What a rehearsal without trouble leaves; `changed` replaces the fields of the entries of a kind. */
function ledger(changed: Record<string, object | undefined> = {}): Entry[] {
  const sound: [string, object][] = [
    ['plan', { steps: [step], heartbeatGraceMs: 5000 }],
    ['clock', { uptime: 0 }],
    ['step-begin', { step, role: 'client' }],
    ['step-end', stepEnd],
    ['claim-probe', { step, volume: 'v', admitted: [], reasons: [refusal] }],
    ['twin-probe', { step, volume: 'v', outcome: 'FAILED_PRECONDITION: attached' }],
    ['drain-probe', { step, ms: 900 }],
    ['rollout', { step, ms: 900 }],
    ['conformance', { step, passed: 4, failed: 0 }],
    ['periodic', { launches: 9, expected: 8 }],
    ['submit-lost', { jobs: [] }],
    ['volume-records', volume],
    ['poststop-broken', { allocations: [] }],
  ];
  return sound.flatMap(([kind, data]) => {
    if (kind in changed && changed[kind] === undefined) return [];
    return [entry(kind, { ...data, ...changed[kind] })];
  });
}

const rules = (entries: Entry[]) => judge(entries).findings.map(({ rule }) => rule);

test('a rehearsal without trouble is GO', () => {
  expect(judge(ledger())).toMatchObject({ go: true, findings: [], measures: { records: 3, lostRecords: 0 } });
});

test('a test that only the upgraded cluster fails is NO-GO; changes between the versions are not', () => {
  const compared = (brokenByUpgrade: string[]) =>
    judge([...ledger(), entry('behaviour-diff', { brokenByUpgrade, changes: 9 })]);
  expect(compared([])).toMatchObject({ go: true, findings: [] });
  expect(compared(['x.e2e.ts > x'])).toMatchObject({ go: false, findings: [{ rule: 'broken-by-upgrade' }] });
});

describe('each trouble is NO-GO, under its own name', () => {
  test.each<[rule: string, kind: string, data: object | undefined]>([
    ['heartbeat-grace', 'step-end', { downMs: 5001 }],
    ['identity-changed', 'step-end', { after: 'n2' }],
    ['agent-hangs', 'step-end', { killed: true }],
    ['steps-undone', 'plan', { steps: [step, '2/2 client-2'] }],
    ['second-writer', 'claim-probe', { admitted: ['b'] }],
    ['refusal-reason', 'claim-probe', { reasons: ['no nodes'] }],
    ['claims-unprobed', 'claim-probe', undefined],
    ['claims-unprobed', 'twin-probe', undefined],
    ['driver-admits', 'twin-probe', { outcome: 'complete' }],
    ['drain', 'drain-probe', { error: 'DRAIN_BROKEN: it is failed' }],
    ['drain-unprobed', 'drain-probe', undefined],
    ['rollout-stuck', 'rollout', { error: 'WAIT_TIMEOUT' }],
    ['conformance', 'conformance', { failed: 1 }],
    ['conformance', 'conformance', { passed: 0 }],
    ['periodic', 'periodic', { launches: 7 }],
    ['job-lost', 'submit-lost', { jobs: ['j'] }],
    ['poststop', 'poststop-broken', { allocations: ['a'] }],
    ['record-lost', 'volume-records', { acknowledged: { a: 4 } }],
    ['no-records', 'volume-records', { records: [], acknowledged: { a: 0 } }],
    ['records-unread', 'volume-records', undefined],
    [
      'two-writers',
      'volume-records',
      { records: [record(1), record(3), record(1, 'b', 2), record(2)], acknowledged: {} },
    ],
  ])('%s', (rule, kind, data) => {
    const verdict = judge(ledger({ [kind]: data }));
    expect(verdict.go).toBe(false);
    expect(verdict.findings.map((finding) => finding.rule)).toEqual([rule]);
  });
  test('a failed step and a change of continuity', () => {
    const failed = entry('step-failed', { step, error: 'AGENT_DIED' });
    const change = entry('continuity-change', {
      step,
      change: 'restarted',
      message: 'task write was restarted',
    });
    expect(rules([...ledger(), failed])).toEqual(['step-failed']);
    expect(rules([...ledger(), change])).toEqual(['task-restarted']);
    expect(rules([...ledger(), entry('allocations-failed', { step, allocations: ['db a1'] })])).toEqual([
      'allocation-failed',
    ]);
  });
  test('lines that could not be read', () => {
    const unread = entry('unreadable', { file: 'l', lines: 1, first: { line: 7, reason: 'torn' } });
    expect(rules([...ledger(), unread])).toEqual(['ledger-unreadable']);
  });
  test('an empty ledger proves nothing', () => {
    expect(judge([]).go).toBe(false);
  });
});

test('what a drain moved is planned, and its client may be away for longer than the grace', () => {
  const moved = entry('continuity-change', { step, change: 'moved', planned: true, message: 'it moved' });
  const drained = ledger({ 'step-end': { downMs: 9000, drained: true } });
  expect(judge([...drained, moved])).toMatchObject({ go: true, findings: [], measures: { moved: 1 } });
  const lost = entry('continuity-change', {
    step,
    change: 'lost',
    planned: true,
    message: 'it runs no more',
  });
  expect(judge([...drained, lost])).toMatchObject({
    go: true,
    findings: [{ severity: 'note', rule: 'drained-work-stopped' }],
  });
});

test('a type of job that is refused between versions is a note, one that is refused at the end is NO-GO', () => {
  const seen = (at: string, refused?: string) =>
    entry('registration', { step: at, server: 's', type: 'sysbatch', refused });
  const [before, between, end] = [seen('before'), seen('1/2', 'no'), seen('2/2')];
  expect(judge([...ledger(), before, between, end])).toMatchObject({
    go: true,
    findings: [{ rule: 'registration-refused' }],
  });
  expect(judge([...ledger(), before, end, seen('3/3', 'no')]).go).toBe(false);
  expect(rules([...ledger(), seen('before', 'no'), seen('1/2', 'no')])).toEqual([]);
});

test('a lost record is told by its writer and number', () => {
  expect(lostRecords({ ...volume, records: [record(1), record(3)] })).toEqual(['a 2']);
  expect(lostRecords({ ...volume, acknowledged: { a: 3, b: 1 } })).toEqual(['b 1']);
});

test('stalls are told with their step', () => {
  const entries = [
    ...ledger(),
    entry('api', { ok: true }),
    entry('api', { ok: false }),
    entry('api', { ok: true }),
  ];
  expect(judge(entries).measures.apiGap).toMatchObject({ ms: 200 });
  expect(judge(entries).measures.writerStall?.ms).toBe(1000);
});
