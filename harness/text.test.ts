import { expect, test } from 'vitest';
import { columns, markdownTable } from './text.ts';

test('columns stand below each other, without blanks at the end of a line', () => {
  expect(
    columns([
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toEqual(['a    bb  c', 'aaa  b']);
});

test('a markdown table has columns of one width, and a bar in a cell ends none', () => {
  expect(markdownTable([['a', 'bb'], ['x|y', 'z'], ['w']])).toEqual([
    '| a    | bb |',
    '| ---- | -- |',
    '| x\\|y | z  |',
    '| w    |    |',
  ]);
});
