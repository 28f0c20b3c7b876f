import { expect, test } from 'vitest';
import { fakeEntry } from '../evidence/fake-entry.ts';
import type { Entry } from '../evidence/index.ts';
import { claimFindings } from './claims.ts';
import { callsOf } from './fake-calls.ts';

const at = '2026-11-27T20:13:27.000Z';
const line = (kind: string, data: object, mono = 1000e9) => fakeEntry(kind, data, { mono, at });
const due = line('run', { versions: ['1.11.3'], callsDue: true }, 0);
/** As they are read when the run has ended; a second of the history is one of the ledger's clock. */
function ledgerOf(text: string, ...more: Entry[]): Entry[] {
  const calls = callsOf(text, 's-volume').map((call) =>
    line('driver-call', {
      ...call,
      asked: call.asked * 1e9,
      ...(call.answered !== undefined && { answered: call.answered * 1e9 }),
    }),
  );
  return [due, ...more, ...calls, line('driver-calls', { calls: calls.length, missing: 0 })];
}
const found = (entries: readonly Entry[]) =>
  claimFindings(entries).map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);

const good = '1-2 create a\n 3-4 attach a\n 5-6 mount a/alloc-x\n 7-8 unmount a/alloc-x\n 9-10 detach a';
const twice = '901-902 create a\n 903-904 attach a\n 905-905.5 mount a/alloc-x\n 907-908 attach b';

test('a finding names volume, times, nodes and allocations of the shortest bad history', () => {
  expect(found(ledgerOf(`${twice}\n 909-910 detach a`))).toEqual([
    [
      'stop claim-history: volume s-volume: it was attached to a (single-node-writer) and claimed on b (single-node-writer) before that was released',
      '  20:11:50.000 a  controllerPublishVolume (single-node-writer): ok after 1000 ms',
      '  20:11:52.000 a  nodePublishVolume (single-node-writer, allocation alloc-x): ok after 500 ms',
      '  20:11:54.000 b  controllerPublishVolume (single-node-writer): ok after 1000 ms',
      'next: read the logs of the agents named here around these times; `nomad volume status` shows what Nomad claims',
    ].join('\n'),
  ]);
  expect(found(ledgerOf(good))).toEqual([]);
});

test('a volume whose storage a rehearsal had registered once more is judged until then', () => {
  const twin = (at: number, volume = 's-volume') =>
    line('twin-probe', { step: 'end', volume, allocation: 'a', outcome: 'complete' }, at * 1e9);
  expect(found(ledgerOf(twice, twin(906)))).toEqual([]);
  expect(found(ledgerOf(twice, twin(909)))).toHaveLength(1);
  expect(found(ledgerOf(twice, twin(906, 'another')))).toHaveLength(1);
});

test('of a long history its beginning and end are named', () => {
  const again = Array.from({ length: 30 }, (_, n) => ` ${905 + n / 100}-${905.001 + n / 100} attach a`);
  const [text = ''] = found(ledgerOf([twice.replace(/905.*x\n/, ''), ...again].join('\n')));
  expect(text.split('\n')).toHaveLength(17);
  expect(text).toContain('  … 18 more\n');
});

test.each<[string, (entries: Entry[]) => Entry[]]>([
  ['a call is missing', (entries) => entries.toSpliced(2, 1)],
  ['nothing was read', (entries) => entries.slice(0, -1)],
  ["only the run's line is there", () => [due]],
  ['one of two merged runs was not read', (entries) => [due, ...entries]],
  ["a driver's lines are missing", (entries) => [...entries, line('driver-calls', { calls: 0, missing: 2 })]],
  ['it could not be read', () => [due, line('driver-calls', { calls: 0, missing: 0, unseen: 'no client' })]],
])('nothing is known where %s', (_, broken) => {
  expect(found(broken(ledgerOf(twice)))).toEqual([expect.stringMatching(/^unknown claims-unseen: /)]);
});

test('a ledger of a version or a driver that notes no calls is judged by the rest', () => {
  expect(found([line('run', { versions: ['1.11.3'] })])).toEqual([]);
});

const ran = (allocation: string) => [
  line('volume-created', { scope: 's', volume: 's-volume' }),
  line('allocation', {
    ...{ job: 'j', allocation, node: 'a', status: 'complete' },
    tasks: [{ task: 't', role: 'main', sidecar: false, events: [{ type: 'Started', at: 1 }] }],
    volumes: [{ volume: 's-volume', readOnly: false }],
  }),
];

test('an allocation that used a volume and was never seen to mount it is unknown', () => {
  expect(found(ledgerOf(good, ...ran('alloc-x')))).toEqual([]);
  expect(found(ledgerOf(good, ...ran('alloc-z')))).toEqual([
    expect.stringMatching(/^unknown claims-unseen: volume s-volume was used by allocation alloc-z/),
  ]);
});

const known = { id: 'C10', what: 'w', reason: 'r' };
test.each<[string, Entry]>([
  ['its test expects', line('expected', { scope: 's', rule: 'claim-history', why: 'w' })],
  ['its test showed as a known bug', line('test-ended', { test: 't', scope: 's', passed: true, known })],
])('what %s is a note', (_, entry) => {
  expect(found(ledgerOf(twice, entry))).toEqual([expect.stringMatching(/^note claim-history: its test/)]);
});

const under =
  '901-902 create a\n 903-904 attach a\n 905-906 mount a/x\n 907-908 detach a\n 909-910 unmount a/x';
test.each<[string, Entry[]]>([
  ['whose agent was away', [line('agent', { node: 'a', did: 'SIGKILL', version: '1' }, 906.5e9)]],
  [
    'that had an allocation lost',
    [line('allocation', { node: 'a', allocation: 'y', status: 'lost', tasks: [] })],
  ],
  ['that a fault may have cut off', [line('fault-begin', { id: 'f', name: 'cut' }, 906.5e9)]],
])('a detach under a mount of a node %s is no finding', (_, more) => {
  expect(found(ledgerOf(under))).toEqual([expect.stringMatching(/^stop .*detached from a, where/)]);
  expect(found(ledgerOf(under, ...more))).toEqual([]);
});

test('a fault that was over before is no excuse', () => {
  const fault = { id: 'f', name: 'cut', begin: 1e9, end: 2e9, healthy: 3e9 };
  const over = [line('fault-begin', { id: 'f', name: 'cut' }, 1e9), line('fault', fault, 3e9)];
  expect(found(ledgerOf(under, ...over))).toHaveLength(1);
});

test.each([
  ['while the volume was held', 906, ['C10', 'F-mute-detach']],
  ['long before', 800, ['C10']],
])('a controller that could not attach %s is a reason for a claim without a detach', (_, at, bugs) => {
  const unable = line('controllers-unable', { scope: 't', plugin: 'hostpath', nodes: ['b'] }, at * 1e9);
  expect(claimFindings(ledgerOf(twice, unable))).toMatchObject([{ severity: 'stop', bugs }]);
});
