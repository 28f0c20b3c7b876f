import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Figure, Sample } from './measurement.ts';
import { judged, type MeasurementResult, renewed } from './result.ts';
import { benchTable, shown, withBenchTable } from './table.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md'), 'utf8');

function result(name: string, figure: Figure, samples: Sample[]): MeasurementResult {
  const machine = { cores: 2, processor: 'p', memoryMb: 24_000, kernel: 'k', node: '24' };
  const load = { load1: 1.5, freeMb: 1 };
  const judgedFigure = { key: 'k', ...figure, samples, judged: judged(figure, samples) };
  return {
    ...{ name, what: 'a thing', at: '2026-11-25T00:00:00Z', ms: 1, rounds: 3, nomad: '1.11.3', machine },
    ...{ before: load, after: load, figures: [judgedFigure] },
  };
}
const cells = (figure: Figure, samples: Sample[]) =>
  benchTable({ measurements: [result('m', figure, samples)] })
    .split('\n')[3]
    ?.split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

test('a row has least, median and most, and whether its goal was met', () => {
  const figure: Figure = { what: 'w', unit: 'ms', goals: [{ of: 'median', atMost: 10 }] };
  const samples = [{ value: 4 }, { value: 30 }, { value: 9 }];
  expect(cells(figure, samples)).toEqual(['w', 'ms', '4', '9', '30', 'median ≤ 10', 'met']);
  expect(cells(figure, [{ value: 11 }])?.at(-1)).toBe('MISSED');
});

test('a goal that nothing was measured for is neither met nor missed', () => {
  const figure: Figure = { what: 'w', unit: 'x', goals: [{ of: 'max', atLeast: 0 }] };
  expect(cells(figure, [])?.at(-1)).toBe('not measured');
});

test('of several sizes the largest is shown, and growth is judged over all', () => {
  const figure: Figure = { what: 'w', unit: 's', per: 'nodes', goals: [{ of: 'exponent', atMost: 1.2 }] };
  const quadratic = [2, 4, 8].map((at) => ({ at, value: at * at }));
  expect(cells(figure, quadratic)).toEqual([
    ...['w, 8 nodes', 's', '64', '64', '64'],
    ...['power of growth ≤ 1.2', 'MISSED (power of growth 2)'],
  ]);
});

test('a goal at a size looks at that size alone', () => {
  const figure: Figure = { what: 'w', unit: 'MB', goals: [{ of: 'max', atMost: 300, at: 10 }] };
  const samples = [
    { at: 1, value: 900 },
    { at: 10, value: 200 },
  ];
  expect(judged(figure, samples)[0]).toMatchObject({ reached: 200, met: true });
});

test.each([
  [1234.5, '1235'],
  [12.345, '12.3'],
  [0.01234, '0.012'],
  [Number.NaN, '–'],
  [null, '–'],
])('%d is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

test('newer results take the place of older ones of their name', () => {
  const [a, b, newer] = ['a', 'b', 'a'].map((name) => result(name, { what: name, unit: '' }, []));
  if (!a || !b || !newer) throw new TypeError('three results');
  expect(renewed({ measurements: [a, b] }, { measurements: [newer] }).measurements).toEqual([b, newer]);
});

test('docs/benchmarks.md has a place for the table, and only that is made anew', () => {
  const once = withBenchTable(page, { measurements: [result('m', { what: 'w', unit: '' }, [])] });
  expect(once).toContain('a thing');
  expect(once.replaceAll(/<!-- written by `npx nomad-e2e bench[\s\S]*end of the bench -->/g, '')).toBe(
    page.replaceAll(/<!-- written by `npx nomad-e2e bench[\s\S]*end of the bench -->/g, ''),
  );
});
