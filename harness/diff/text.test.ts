import { expect, test } from 'vitest';
import type { Comparison } from './compare.ts';
import { comparisonText } from './text.ts';

const none: Comparison = {
  from: '1.0.0',
  to: '2.0.0',
  changes: [],
  facts: 10,
  varying: 2,
  tests: 3,
  failed: { '1.0.0': [], '2.0.0': [] },
  brokenByUpgrade: [],
  unread: [],
  otherParsers: [],
};

test('a comparison without changes says what was compared', () => {
  expect(comparisonText(none)).toBe(
    'nothing changed between 1.0.0 and 2.0.0\ncompared: 10 facts of 3 tests; left out as varying by themselves: 2\n',
  );
});

test('a change is one line for all jobs that show it', () => {
  const files = ['a x=1', 'a x=2', 'b', 'c', 'd', 'e', 'f'];
  const changes = [
    { topic: 'volume', words: 'odd', files: [], onlyAfter: true },
    { topic: 'volume', words: 'new', files },
  ];
  expect(
    comparisonText({ ...none, changes })
      .split('\n')
      .slice(0, 4),
  ).toEqual([
    'what changed between 1.0.0 and 2.0.0:',
    '- new (a, b, c, d and 2 more)',
    'what neither does, but a cluster that was upgraded from 1.0.0 to 2.0.0:',
    '- odd',
  ]);
});

test('failed tests are named', () => {
  const text = comparisonText({ ...none, failed: { '1.0.0': [], '2.0.0': ['a test'] } });
  expect(text).toContain('not compared, failed on 2.0.0: a test');
});

test('parsers that were not compared are listed in one line', () => {
  const text = comparisonText({ ...none, otherParsers: ['1.0.0 has another api'] });
  expect(text).toContain('\nnot compared, answers to parse: 1.0.0 has another api\n');
});
