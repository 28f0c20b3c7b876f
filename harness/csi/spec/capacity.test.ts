import { expect, test } from 'vitest';
import { parseCapacity } from './capacity.ts';

test.each([
  ['10MiB', 10_485_760],
  ['10mi', 10_485_760],
  ['10MB', 10_000_000],
  ['10M', 10_000_000],
  ['1.5 GiB', 1_610_612_736],
  ['512', 512],
  [4096, 4096],
])('%s is %i bytes', (value, bytes) => {
  expect(parseCapacity(value)).toBe(bytes);
});

test.each(['', 'ten', '10XB', '-1', '9999999PiB'])('%j is not a capacity', (value) => {
  expect(parseCapacity(value)).toBeUndefined();
});
