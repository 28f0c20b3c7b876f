import { expect, test } from 'vitest';
import { rowsOf, spanAt } from './rows.ts';

const span = (from: number, to: number) => ({ from, to, label: '', tone: 'main' as const });
const lane = (group: string, spans = [span(0, 1)]) => ({ group, name: '', spans });

test('a closed group has its head alone', () => {
  const lanes = [lane('a'), lane('a'), lane('b')];
  const lines = (closed: string[]) =>
    rowsOf(lanes, new Set(closed)).map(({ y, group, lane }) => [y, group, lane !== undefined]);
  expect(lines([])).toEqual([
    [0, 'a', false],
    [22, 'a', true],
    [42, 'a', true],
    [62, 'b', false],
    [84, 'b', true],
  ]);
  expect(lines(['a'])).toEqual([
    [0, 'a', false],
    [22, 'b', false],
    [44, 'b', true],
  ]);
});

test('the pointer selects the shortest span', () => {
  const moment = span(50, 50);
  const spans = [span(0, 100), moment];
  expect(spanAt(lane('a', spans), 48, 3)).toBe(moment);
  expect(spanAt(lane('a', spans), 20, 3)).toBe(spans[0]);
  expect(spanAt(lane('a', spans), 110, 3)).toBeUndefined();
});
