import { expect, test } from 'vitest';
import { allocationOf, ledgerOf, uptime, wallNs } from '../fake-ledger.ts';
import { clockOf } from './clock.ts';
import { volumeLanes, volumesOf } from './volumes.ts';

function reports(lines: Parameters<typeof ledgerOf>[0]) {
  const entries = ledgerOf([[0, 'run'], ...lines]);
  return volumesOf(entries, clockOf(entries));
}

const created = (mode: string) => [0, 'volume-created', { volume: 'v', modes: [mode] }] as const;
const held = (id: string, from: number, to?: number) =>
  [
    9000,
    'allocation',
    allocationOf('j', {
      id,
      from,
      ...(to !== undefined && { to }),
      volumes: ['v'],
      status: to === undefined ? 'lost' : 'complete',
    }),
  ] as const;

test('two writers of a single-writer volume have a failed lane', () => {
  const [report] = reports([
    created('single-node-writer'),
    held('aaaaaaaa-1', 100, 500),
    held('bbbbbbbb-2', 400, 900),
  ]);
  expect(report?.twoWriters).toMatchObject([{ from: 400, to: 500, tone: 'bad' }]);
  if (report) expect(volumeLanes(report, 'v').map(({ name }) => name)).toContain('two writers');
});

test('allowed writers have no failed lane', () => {
  const [after] = reports([
    created('single-node-writer'),
    held('aaaaaaaa-1', 100, 400),
    held('bbbbbbbb-2', 400, 900),
  ]);
  expect(after?.twoWriters).toEqual([]);
  const [many] = reports([
    created('multi-node-multi-writer'),
    held('aaaaaaaa-1', 100, 500),
    held('bbbbbbbb-2', 400, 900),
  ]);
  expect(many?.twoWriters).toMatchObject([{ tone: 'plain' }]);
});

test('a holder whose end was not seen proves nothing about the time after it', () => {
  const lost = allocationOf('j', { id: 'aaaaaaaa-1', from: 100, volumes: ['v'], status: 'lost' });
  lost.tasks[0]?.events.push({ type: 'Killing', at: wallNs(600), message: '' });
  const [report] = reports([
    created('single-node-writer'),
    [8000, 'allocation', lost],
    held('bbbbbbbb-2', 300, 900),
  ]);
  expect(report?.holders[0]).toMatchObject({ open: true, to: 600 });
  expect(report?.twoWriters).toEqual([]);
});

test('records of writers outrank their task events', () => {
  const spans = [
    { allocation: 'aaaaaaaa-1', node: 'n1', first: uptime(100), last: uptime(500), records: 4 },
    { allocation: 'bbbbbbbb-2', node: 'n2', first: uptime(450), last: uptime(900), records: 5 },
  ];
  const [report] = reports([
    held('aaaaaaaa-1', 100, 400),
    held('bbbbbbbb-2', 500, 900),
    [9500, 'writer-spans', { volume: 'v', mode: 'single-node-writer', spans }],
  ]);
  expect(report?.twoWriters).toMatchObject([{ from: 450, to: 500, tone: 'bad' }]);
});

test('a long pause of a writer is a stall', () => {
  const records = [0, 100, 200, 900, 1000].map((ms, at) => ({
    ...{ sequence: at + 1, wall: 0 },
    allocation: 'aaaaaaaa-1',
    node: 'n1',
    at: uptime(ms),
  }));
  const [report] = reports([[2000, 'volume-records', { volume: 'v', singleWriter: true, records }]]);
  expect(report?.written.map(({ tone, from, to }) => [tone, from, to])).toEqual([
    ['write', 0, 200],
    ['stall', 200, 900],
    ['write', 900, 1000],
  ]);
});

test('records of chaos are a lane of their volume', () => {
  const span = (allocation: string, first: number, last: number) => {
    return { allocation, node: 'n1', first: uptime(first), last: uptime(last), records: 9 };
  };
  const seen = { volume: 'chaos-0-single', singleWriter: true, holes: [], acknowledged: {}, leaks: [] };
  const round = (spans: object[]) => ({ volumes: [{ ...seen, spans, releaseMs: 1 }] });
  const [report] = reports([
    [1000, 'chaos-round', round([span('aaaaaaaa-1', 100, 500)])],
    [
      2000,
      'chaos-round',
      round([span('aaaaaaaa-1', 100, 500), span('bbbbbbbb-2', 1100, 1500), span('cccccccc-3', 1400, 1600)]),
    ],
  ]);
  expect(report?.written).toHaveLength(3);
  expect(report?.twoWriters).toMatchObject([{ from: 1400, to: 1500, tone: 'bad' }]);
});
