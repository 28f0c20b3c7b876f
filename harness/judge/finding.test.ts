import { expect, test } from 'vitest';
import { events } from '../evidence/index.ts';
import { merged, note, stop } from './finding.ts';

test('what was found again and again is one finding, with how often', () => {
  const findings = ['a', 'b', 'a', 'a'].map((message) => stop('second-writer', events.claimProbe, message));
  const other = note('second-writer', events.claimProbe, 'a');
  expect(merged([...findings, other]).map(({ severity, message }) => [severity, message])).toEqual([
    ['stop', 'a (3 times)'],
    ['stop', 'b'],
    ['note', 'a'],
  ]);
});
