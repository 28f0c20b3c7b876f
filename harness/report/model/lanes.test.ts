import { expect, test } from 'vitest';
import { covered, overlaps, packed, union } from './lanes.ts';

const span = (from: number, to: number) => ({ from, to, label: `${from}`, tone: 'main' as const });

test('spans share a line unless they overlap', () => {
  const lanes = packed('g', 'n', [span(5, 9), span(0, 5), span(3, 4), span(8, 9)]);
  expect(lanes.map(({ name, spans }) => [name, ...spans.map(({ label }) => label)])).toEqual([
    ['n', '0', '5'],
    ['', '3', '8'],
  ]);
});

test('spans with at most a small gap are joined', () => {
  const spans = [span(0, 2), span(2, 3), span(6, 7)];
  expect(union(spans)).toEqual([
    { from: 0, to: 3 },
    { from: 6, to: 7 },
  ]);
  expect(union(spans, 3)).toEqual([{ from: 0, to: 7 }]);
  expect(covered([...spans, span(1, 6.5)])).toBe(7);
});

test('spans that only touch do not overlap', () => {
  expect(overlaps([span(0, 4), span(4, 6)])).toEqual([]);
  expect(overlaps([span(0, 4), span(3, 6), span(5, 9)])).toEqual([
    { from: 3, to: 4 },
    { from: 5, to: 6 },
  ]);
});
