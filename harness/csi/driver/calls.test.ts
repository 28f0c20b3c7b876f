import { expect, test } from 'vitest';
import { parseCalls } from './calls.ts';

const line = (driver: string, n: number, at: number, more: object) =>
  JSON.stringify({ driver, n, at, ...more });
const asked = (n: number, call: string, more: object = {}) =>
  line('d', n, n * 10, { call, volume: 'vol-1', node: 'a', ...more });
const answered = (n: number, to: number, more: object = { outcome: 'ok' }) =>
  line('d', n, n * 10, { to, ...more });
const parsed = (...lines: string[]) => parseCalls(lines.join('\n'));

test('a call is known by the name of its volume, with its answer', () => {
  const { calls, missing } = parsed(
    asked(1, 'createVolume', { volume: '', name: 'volume' }),
    answered(2, 1, { outcome: 'ok', volume: 'vol-1' }),
    asked(3, 'controllerPublishVolume', { node: 'b', mode: 'SINGLE_NODE_WRITER', readOnly: false }),
    asked(4, 'nodeStageVolume', { staging: '/s' }),
    answered(5, 3, { outcome: 'FAILED_PRECONDITION', why: 'w' }),
  );
  expect(missing).toBe(0);
  expect(calls).toEqual([
    { volume: 'volume', call: 'createVolume', node: 'a', asked: 10, answered: 20, outcome: 'ok' },
    {
      ...{ volume: 'volume', call: 'controllerPublishVolume', node: 'b', mode: 'single-node-writer' },
      ...{ readOnly: false, asked: 30, answered: 50, outcome: 'FAILED_PRECONDITION', why: 'w' },
    },
    { volume: 'volume', call: 'nodeStageVolume', node: 'a', staging: '/s', asked: 40 },
  ]);
});

test('two drivers number their calls each for itself', () => {
  const other = line('e', 1, 5, { call: 'deleteVolume', volume: 'vol-2', node: 'b' });
  const { calls, missing } = parsed(asked(1, 'nodeStageVolume'), other, answered(2, 1));
  expect([calls.map(({ volume }) => volume), missing]).toEqual([['vol-2', 'vol-1'], 0]);
  expect(calls[0]).not.toHaveProperty('answered');
});

test.each<[string, string]>([
  ['is not there', ''],
  ['was cut short', '{"driver":"d","n":'],
])('a line that %s is missing', (_, text) => {
  expect(parsed(asked(1, 'nodeStageVolume'), text, asked(3, 'nodePublishVolume')).missing).toBe(1);
});

test('of volumes that were last used before a run nothing is read', () => {
  const text = [asked(1, 'deleteVolume'), asked(2, 'nodeStageVolume', { volume: 'vol-2' })].join('\n');
  expect(parseCalls(text, 15).calls.map(({ volume }) => volume)).toEqual(['vol-2']);
  expect(parseCalls('', 15)).toEqual({ calls: [], missing: 0 });
});
