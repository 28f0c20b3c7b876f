import { describe, expect, test } from 'vitest';
import type { KnownBug } from './bug.ts';
import { judgeBug, knownAs } from './known.ts';

const bug: KnownBug = { id: 'X1', what: '', bad: '1.9.4', firstGood: '1.10.4', evidence: /not 1/, suite: '' };
const { firstGood: _, ...open } = bug;

describe('the outcome of a known bug, by version and by what its assertion said', () => {
  test.each<[string, KnownBug, string, string | undefined, string]>([
    ['a bad version that shows it', bug, '1.9.4', 'not 1', 'known'],
    ['a later bad version that shows it', bug, '1.10.3', 'not 1', 'known'],
    ['a bad version that does not', bug, '1.10.3', undefined, 'contradicts'],
    ['a bad version with another failure', bug, '1.9.4', 'not 2', 'failed'],
    ['the first good version that passes', bug, '1.10.4', undefined, 'passed'],
    ['a good version that shows it', bug, '1.11.0', 'not 1', 'failed'],
    ['a good version with another failure', bug, '1.11.0', 'not 2', 'failed'],
    ['a version that may be older than it and shows it', bug, '1.9.3', 'not 1', 'known'],
    ['a version that may be older than it and passes', bug, '1.9.3', undefined, 'passed'],
    ['a version before its first that shows it', { ...bug, since: '1.9.4' }, '1.9.3', 'not 1', 'failed'],
    ['a version after its first that passes', { ...bug, since: '1.9.2' }, '1.9.3', undefined, 'contradicts'],
    ['a build on the way to the first good version that shows it', bug, '1.10.4-dev', 'not 1', 'known'],
    ['a build on the way to the first good version that passes', bug, '1.10.4-rc.1', undefined, 'passed'],
    [
      'a build on the way to the first bad version',
      { ...bug, since: '1.9.4' },
      '1.9.4-dev',
      undefined,
      'passed',
    ],
    ['a build after the first good version', bug, '1.10.5-dev', 'not 1', 'failed'],
    ['an open bug that shows on the newest version', open, '2.0.5', 'not 1', 'known'],
    ['an open bug that no longer shows', open, '2.0.5', undefined, 'contradicts'],
    ['a bug of some runs that shows', { ...bug, always: false }, '1.9.4', 'not 1', 'known'],
    ['a bug of some runs that does not', { ...bug, always: false }, '1.9.4', undefined, 'passed'],
    ['a bug of some runs with another failure', { ...bug, always: false }, '1.9.4', 'not 2', 'failed'],
    [
      'a bug of some runs that shows where it is fixed',
      { ...bug, always: false },
      '1.10.4',
      'not 1',
      'failed',
    ],
  ])('%s', (_name, entry, version, failure, outcome) => {
    const verdict = judgeBug(entry, version, failure);
    const contradicts = verdict.status === 'failed' && verdict.contradicts;
    expect(contradicts ? 'contradicts' : verdict.status).toBe(outcome);
  });
});

describe('what is said besides', () => {
  test.each<[KnownBug, string, string | undefined, string]>([
    [
      bug,
      '1.9.4',
      undefined,
      'passed here, but the table says that Nomad 1.9.4 has bug X1 (fixed in 1.10.4): correct the table',
    ],
    [
      open,
      '2.0.5',
      undefined,
      'passed here, but the table says that Nomad 2.0.5 has bug X1 (open): correct the table',
    ],
    [bug, '1.9.4', 'not 2', 'not excused by bug X1, whose evidence is /not 1/'],
    [bug, '1.11.0', 'not 1', 'this is bug X1, which the table says Nomad 1.11.0 does not have'],
    [bug, '1.11.0', 'not 2', ''],
  ])('%#', (entry, version, failure, message) => {
    expect(judgeBug(entry, version, failure)).toMatchObject({ message });
  });
});

test.each([
  ['a version that has it', '1.11.3', 'all servers should be running version 1.11.0 or later', 'nomad#27763'],
  ['other words', '1.11.3', 'No cluster leader', ''],
  ['a version that does not have it', '2.0.5', 'all servers should be running version 1.11.0 or later', ''],
  ['no version', '', 'all servers should be running version 1.11.0 or later', ''],
])('what is known of an answer: %s', (_, version, said, issue) => {
  expect(knownAs(version, said)).toContain(issue);
  if (issue === '') expect(knownAs(version, said)).toBe('');
});
