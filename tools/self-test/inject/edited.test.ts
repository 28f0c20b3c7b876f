import { expect, test } from 'vitest';
import { edit } from './edited.ts';

test('an edit changes the one place that it fits', () => {
  expect(edit('f', 'a = 1\nb = 2\n', [[/b = 2/, 'b = 3']])).toBe('a = 1\nb = 3\n');
});

test.each([
  ['nowhere', /c = 1/, 'x', 'fits 0 times'],
  ['twice', /= 1/, 'x', 'fits 2 times'],
  ['without changing anything', /b = 2/, 'b = 2', 'fits 1 times'],
])('an edit that fits %s is no defect', (_name, from, to, said) => {
  expect(() => edit('f', 'a = 1\nb = 2\nc = 12\nd = 1\n'.replace('c = 12\n', ''), [[from, to]])).toThrow(
    said,
  );
});
