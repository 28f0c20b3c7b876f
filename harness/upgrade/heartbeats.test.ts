import { expect, test } from 'vitest';
import { milliseconds } from './heartbeats.ts';

test.each([
  ['4.5s', 4500],
  ['1m2.5s', 62_500],
  ['999.25ms', 999.25],
  ['12µs', 0.012],
  ['1h0m1s', 3_601_000],
  ['', Number.NaN],
  ['soon', Number.NaN],
  ['5 s', Number.NaN],
])('%j is %d ms', (duration, ms) => {
  expect(milliseconds(duration)).toEqual(Number.isNaN(ms) ? ms : expect.closeTo(ms));
});
