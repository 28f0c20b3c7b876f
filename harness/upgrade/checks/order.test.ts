import { expect, test } from 'vitest';
import type { Moment } from './check.ts';
import { checks } from './index.ts';

test.each<[Moment, string[]]>([
  [
    'before',
    [
      'registration',
      'all-pools',
      'rollout',
      'identity',
      'exec',
      'cut-off',
      'continuity',
      'operator-exec',
      'progress',
      'moved-client',
      'shared-volume',
    ],
  ],
  ['replaced', ['conformance']],
  ['whileReturning', ['registration', 'new-work', 'all-pools', 'rollout']],
  ['observe', ['writers', 'exec', 'continuity', 'operator-jobs', 'operator-exec']],
  ['atEachStep', ['drain', 'claims', 'progress', 'conformance', 'cut-off-seen']],
  ['afterServers', ['identity', 'cut-off']],
  [
    'afterLastStep',
    ['operator-exec', 'cut-off-seen', 'leadership', 'twin', 'retried', 'moved-client', 'shared-volume'],
  ],
  ['atEnd', ['submission', 'claims', 'periodic', 'identity-kept', 'retried-seen']],
  ['afterRollback', ['twin']],
  [
    'readBack',
    ['restarted', 'records', 'poststop', 'started-anew', 'identity-kept', 'awaited-volume', 'retried-seen'],
  ],
])('%s: checks act in a stated order', (moment, names) => {
  expect(checks.filter((check) => check[moment]).map(({ name }) => name)).toEqual(names);
});

test('each check leaves evidence or has a rule, under a name of its own', () => {
  expect(checks.filter(({ leaves, rules }) => !leaves && !rules)).toEqual([]);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
});
