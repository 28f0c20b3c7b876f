import { type KnownBug, suite } from '../bug.ts';

/** Bugs of jobs: where they are placed, and what they read and are found by. */
export const jobBugs: readonly KnownBug[] = [
  {
    id: 'N3',
    issue: 13880,
    what: 'a namespace that has a CSI volume can be deleted',
    bad: '1.3.1',
    firstGood: '1.3.3',
    backports: ['1.2.10'],
    evidence: /expected 404 to be '/,
    suite: suite('n3-namespace-of-volume'),
  },
];
