import { expect, test } from 'vitest';
import { exponent, leastSquares, percentile } from './statistics.ts';

test.each([
  [50, 50],
  [99, 99],
  [100, 100],
  [0, 1],
])('of 1 to 100 in any order, %d %% do not exceed %d', (percent, value) => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(percentile(values, percent)).toBe(value);
});

test('the 99th percentile of few values is the largest', () => {
  expect(percentile([5, 1, 9], 99)).toBe(9);
  expect(percentile([], 99)).toBe(Number.NaN);
});

test('the line through points on a line is that line', () => {
  const points = [1, 5, 20].map((x) => ({ x, y: 3 * x + 7 }));
  const { slope, intercept } = leastSquares(points);
  expect(slope).toBeCloseTo(3);
  expect(intercept).toBeCloseTo(7);
});

test('the line through scattered points is the one nearest to them', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 1, y: 2 },
    { x: 2, y: 1 },
  ];
  expect(leastSquares(points)).toEqual({ slope: 0.5, intercept: 0.5 });
});

test('one size has no slope', () => {
  expect(
    leastSquares([
      { x: 4, y: 1 },
      { x: 4, y: 2 },
    ]).slope,
  ).toBe(Number.NaN);
});

test.each([
  ['linear', (x: number) => 5 * x, 1],
  ['quadratic', (x: number) => 0.1 * x * x, 2],
  ['constant', () => 8, 0],
])('growth that is %s has its exponent', (_, cost, expected) => {
  const points = [10, 100, 1000].map((x) => ({ x, y: cost(x) }));
  expect(exponent(points)).toBeCloseTo(expected);
});

test('a start-up cost does not make linear growth look steeper', () => {
  const points = [10, 100, 1000].map((x) => ({ x, y: 500 + x }));
  expect(exponent(points)).toBeLessThan(1);
});
