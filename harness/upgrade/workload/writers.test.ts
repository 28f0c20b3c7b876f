import { expect, test } from 'vitest';
import { sequenceIn } from './writers.ts';

test.each([
  ['12\n', 12],
  ['', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['stat: no such file', undefined],
])('a writer that left %j has acknowledged %s', (text, sequence) => {
  expect(sequenceIn(text)).toBe(sequence);
});
