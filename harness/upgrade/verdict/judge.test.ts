import { describe, expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import type { Entry } from '../../evidence/index.ts';
import { lostIn } from '../checks/records.ts';
import { changed, rehearsed } from './fake-rehearsal.ts';
import { judge } from './judge.ts';
import { beginOf, recordsOf, single, steps } from './sound-ledger.ts';

const last = steps[2];
const later = (kind: string, data: object) => fakeEntry(kind, data, { mono: 140e9 });
const records = (allocation: string, from?: number, to?: number) => recordsOf(allocation, from, to);
const found = (entries: readonly Entry[]) =>
  judge(entries).findings.map(({ severity, rule }) => `${severity} ${rule}`);

test('a rehearsal without trouble is GO', () => {
  expect(judge(rehearsed())).toMatchObject({
    outcome: 'good',
    findings: [],
    measures: { lostRecords: 0, worst: { 'api-gap': { ms: 1000 }, 'writer-stall': { ms: 1000 } } },
  });
});

test('a test that only the upgraded cluster fails is NO-GO; changes between the versions are not', () => {
  const compared = (brokenByUpgrade: string[]) =>
    judge([...rehearsed(), later('behaviour-diff', { brokenByUpgrade, changes: 9 })]);
  expect(compared([])).toMatchObject({ outcome: 'good', findings: [] });
  expect(compared(['x.e2e.ts > x'])).toMatchObject({
    outcome: 'bad',
    findings: [{ rule: 'broken-by-upgrade' }],
  });
});

describe('each trouble is NO-GO, under its own name', () => {
  test.each<[rule: string, kind: string, data: object]>([
    ['heartbeat-grace', 'step-end', { downMs: 5001 }],
    ['identity-changed', 'step-end', { after: 'n2' }],
    ['agent-hangs', 'step-end', { killed: true }],
    ['second-writer', 'claim-probe', { admitted: ['b'] }],
    ['refusal-reason', 'claim-probe', { reasons: ['no nodes'] }],
    ['drain', 'drain-probe', { error: 'DRAIN_BROKEN: it is failed' }],
    ['rollout-stuck', 'rollout', { error: 'WAIT_TIMEOUT' }],
    ['conformance', 'conformance', { failed: 1 }],
  ])('%s', (rule, kind, data) => {
    expect(found(rehearsed(changed(kind, data, { step: last })))).toEqual([`stop ${rule}`]);
  });
  test.each<[rule: string, kind: string, data: object]>([
    ['driver-admits', 'twin-probe', { outcome: 'complete' }],
    ['periodic', 'periodic', { launches: 7 }],
    ['identity-lost', 'identity-seen', { status: 'down' }],
    ['identity-lost', 'identity-seen', { ageMs: 61_000 }],
    ['identity-lost', 'identity-seen', { ageMs: undefined, error: 'NOMAD_API: no identity' }],
    ['job-lost', 'submit-lost', { jobs: ['j'] }],
    ['poststop', 'poststop-broken', { allocations: ['a'] }],
    ['record-lost', 'volume-records', { acknowledged: { [single.allocation]: 1000 } }],
    ['no-records', 'volume-records', { acknowledged: { [single.allocation]: 0 } }],
    [
      'two-writers',
      'volume-records',
      { records: [...records(single.allocation), ...records('other', 60, 70)] },
    ],
  ])('%s', (rule, kind, data) => {
    const where = kind === 'volume-records' ? { volume: single.volume } : {};
    expect(found(rehearsed(changed(kind, data, where)))).toEqual([`stop ${rule}`]);
  });
  test('a failed step and a change of continuity', () => {
    const step = last;
    const failed = later('step-failed', { step, error: 'AGENT_DIED' });
    const change = later('continuity-change', {
      step,
      change: 'restarted',
      message: 'task write was restarted',
    });
    expect(found([...rehearsed(), failed])).toEqual(['stop step-failed']);
    expect(found([...rehearsed(), change])).toEqual(['stop task-restarted']);
    expect(found([...rehearsed(), later('allocations-failed', { step, allocations: ['db a1'] })])).toEqual([
      'stop allocation-failed',
    ]);
    const again = later('allocations-failed', { step: 'end', allocations: ['db a1'] });
    expect(
      found([...rehearsed(), later('allocations-failed', { step, allocations: ['db a1'] }), again]),
    ).toEqual(['stop allocation-failed']);
  });
});

describe('what could not be seen is UNKNOWN', () => {
  test('lines that could not be read', () => {
    const unread = later('unreadable', { file: 'l', lines: 1, first: { line: 7, reason: 'torn' } });
    expect(found([...rehearsed(), unread])).toEqual(['unknown ledger-unreadable']);
  });
  test('an empty ledger', () => {
    expect(judge([])).toMatchObject({ outcome: 'unknown', findings: [{ rule: 'no-plan' }] });
  });
  test('suites that ran no test', () => {
    const none = changed('conformance', { passed: 0 }, { step: last });
    expect(found(rehearsed(none))).toEqual(['unknown conformance']);
  });
  test('a task whose process was never found', () => {
    const task = { job: 'web', allocation: 'a', task: 'main', node: 'client-1', startedAt: '', restarts: 0 };
    const unseen = rehearsed(changed('continuity', { tasks: [task] }));
    expect(judge(unseen)).toMatchObject({
      outcome: 'unknown',
      findings: [{ rule: 'process-unseen', message: expect.stringContaining(`before, ${steps.join(', ')}`) }],
    });
    const ended = rehearsed(changed('continuity', { tasks: [{ ...task, ended: true }] }));
    expect(found(ended)).toEqual([]);
  });
  test('a machine that failed, whatever the probes saw after it', () => {
    const broken = fakeEntry('rehearsal-broken', { error: 'ENOSPC' }, { mono: 85e9 });
    const muted = rehearsed(([second, kind, data]) => {
      // The probes are ended on the way out.
      if (kind === 'probe-end') return [84, kind, data];
      if (second > 84) return undefined;
      const sample = kind === 'api' || kind === 'submit';
      return [second, kind, sample && second > 60 ? { ...data, ok: false } : data];
    });
    const entries = [...muted, broken];
    const failed = later('step-failed', { step: last, error: 'NOMAD_UNREACHABLE' });
    const { outcome, findings } = judge([...entries, failed]);
    expect(outcome).toBe('unknown');
    expect(findings.map(({ rule }) => rule)).toContain('rehearsal-broken');
  });
});

test('what a drain moved is planned, and its client may be away for longer than the grace', () => {
  const moved = (change: string) =>
    later('continuity-change', { step: last, change, planned: true, message: 'it moved' });
  const drained = rehearsed(changed('step-end', { downMs: 9000, drained: true }, { step: last }));
  expect(judge([...drained, moved('moved')])).toMatchObject({ outcome: 'good', measures: { moved: 1 } });
  expect(judge([...drained, moved('lost')])).toMatchObject({
    outcome: 'good',
    findings: [{ severity: 'note', rule: 'drained-work-stopped' }],
  });
});

test('a type of job that is refused between versions is a note, one that is refused at the end is NO-GO', () => {
  const refused = (step: string) => changed('registration', { refused: 'no' }, { step, type: 'sysbatch' });
  expect(judge(rehearsed(refused(steps[1])))).toMatchObject({
    outcome: 'good',
    findings: [{ severity: 'note', rule: 'registration-refused' }],
  });
  expect(found(rehearsed(refused(last)))).toEqual(['stop registration-refused']);
});

test('what a leader refuses is NO-GO', () => {
  const refused = changed('leader-asked', { refused: 'no' }, { question: 'a drain' });
  expect(found(rehearsed(refused))).toEqual(['stop leader-refuses']);
});

test.each([
  ['plan', 'planned'],
  ['restart', 'restarted'],
  ['start', 'started anew'],
])('a job that the new version does not take when it is due for %s is NO-GO', (way, words) => {
  const refused = changed('started-anew', { refused: 'no' }, { way, job: 'upgrade-service' });
  expect(judge(rehearsed(refused))).toMatchObject({
    outcome: 'bad',
    findings: [{ rule: `job-${way}`, message: `upgrade-service cannot be ${words}: no` }],
  });
});

test("a job of the operator's is refused with its file, and is due by its name", () => {
  const job = later('own-job', {
    job: 'sweep',
    namespace: 'default',
    type: 'sysbatch',
    file: 'sweep.hcl',
    template: true,
    groups: [],
    changes: [],
    lines: { job: [1], sweep: [1], reschedule: [5, 11], driver: [14] },
  });
  const line = (way: string, data = {}) => later('started-anew', { job: 'sweep', way, ms: 9, ...data });
  const refused = line('plan', { refused: 'no reschedule policy' });
  expect(judge([...rehearsed(), job, refused, line('restart'), line('start')])).toMatchObject({
    findings: [
      { rule: 'job-plan', message: 'sweep.hcl:5,11: job sweep cannot be planned: no reschedule policy' },
    ],
  });
  expect(judge([...rehearsed(), job, line('plan')])).toMatchObject({
    outcome: 'unknown',
    findings: [{ rule: 'unproven', message: 'not seen of your jobs: sweep restarted, sweep started anew' }],
  });
});

test("leaders' refusals are one finding for each answer, with what is known of it", () => {
  const words =
    'answered 500: all servers should be running version 1.11.0 or later to use client intro tokens';
  const token = { question: 'a client introduction token', refused: words };
  const others = ['server-2', 'server-3'].map((server) =>
    later('leader-asked', { ...token, step: 'x', server }),
  );
  const [finding, ...more] = judge([...rehearsed(changed('plan', { to: '1.11.3' })), ...others]).findings;
  expect([finding?.rule, more]).toEqual(['leader-refuses', []]);
  expect(finding?.message).toBe(
    `x: server-2, server-3 as the leader refused a client introduction token: ${words} (known as nomad#27763, fixed in 2.0.0: restart every server once more after the last one, or go to 2.0.0 or later)`,
  );
});

test('a lost record is told by its writer and number, and what is no number loses none', () => {
  const volume = { volume: 'v', singleWriter: true, records: records('a', 1, 3) };
  expect(lostIn({ ...volume, acknowledged: { a: 4, b: 1 } })).toEqual([
    { what: '3 records of a, which had acknowledged 4', count: 1 },
    { what: '0 records of b, which had acknowledged 1', count: 1 },
  ]);
  expect(lostIn({ ...volume, records: [], acknowledged: { a: null as unknown as number } })).toEqual([]);
});

test('a gap is told with the step it fell into', () => {
  const begin = beginOf(1);
  const silent = rehearsed(([second, kind, data]) =>
    kind === 'api' && second > begin && second < begin + 5 ? undefined : [second, kind, data],
  );
  expect(judge(silent).measures.worst['api-gap']).toMatchObject({ ms: 5000, step: steps[1] });
});
