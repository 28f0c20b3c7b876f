import { expect, test } from 'vitest';
import { lineOf, linesBetween } from './lines.ts';

test.each([
  ['1.9.4', '1.9'],
  ['2.0.6-dev', '2.0'],
  ['2.0.5+fips1403', '2.0'],
  ['1.12.0-dev', '2.0'],
  ['3.0.0', '3.0'],
])('%s is of line %s', (version, line) => {
  expect(lineOf(version)).toBe(line);
});

test.each([
  ['1.10.3', '1.10.5', 0],
  ['1.10.5', '1.11.3', 1],
  ['1.11.3', '2.0.5', 1],
  ['1.10.5', '2.0.5', 2],
  ['1.9.4', '2.0.5', 3],
  ['1.8.4', '2.1.0', 5],
  ['2.0.5', '1.10.5', -2],
  ['1.2.6', '2.0.0-beta.1', 10],
  ['0.12.10', '1.2.6', 3],
])('from %s to %s it is %i lines', (from, to, lines) => {
  expect(linesBetween(from, to)).toEqual({ lines, exact: true });
});

test.each([
  ['2.1.0', '3.0.0', 1],
  ['1.11.3', '3.0.0', 3],
  ['3.0.0', '3.1.0', 1],
  ['3.1.0', '3.0.0', -1],
  ['3.0.0', '2.1.0', -1],
  ['0.10.2', '1.0.0', 2],
])('from %s to %s it is %i lines at least, as one is not listed', (from, to, lines) => {
  expect(linesBetween(from, to)).toEqual({ lines, exact: false });
});

test('within a line that is not listed the distance is known', () => {
  expect(linesBetween('3.0.0', '3.0.4')).toEqual({ lines: 0, exact: true });
});
