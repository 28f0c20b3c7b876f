import { type KnownBug, suite } from '../bug.ts';

/** Bugs of jobs: where they are placed, and what they read and are found by. */
export const jobBugs: readonly KnownBug[] = [
  {
    id: 'B1',
    issue: 26929,
    what: 'a batch allocation that a drain stops at its deadline is started anew',
    bad: '1.6.1',
    firstGood: '1.11.0',
    backports: ['1.10.6', '1.8.18'],
    evidence: /allocations of the job: expected 2 to be 1/,
    suite: suite('b1-batch-under-drain.solo'),
  },
  {
    id: 'H2',
    issue: 18108,
    what: 'the move of an ephemeral disk on one node takes the old logs',
    bad: '1.6.1',
    firstGood: '1.6.2',
    backports: ['1.5.9', '1.4.13'],
    evidence: /the log of the old allocation: expected .*failed to list entries/,
    suite: suite('h2-logs-after-migration'),
  },
  {
    id: 'H3',
    issue: 26600,
    what: 'a job with a sticky disk stays on its node when its node pool is changed',
    bad: '1.6.1',
    firstGood: '1.11.0',
    backports: ['1.10.6', '1.8.18'],
    evidence: /expected '\S+ true' to be/,
    suite: suite('h3-other-node-pool'),
  },
  {
    id: 'J2',
    issue: 10446,
    what: 'what a stopping allocation still uses is given to the next one',
    bad: '1.3.1',
    firstGood: '1.4.0',
    evidence: /ms from the end to the start: expected -/,
    suite: suite('j2-port-of-stopping'),
  },
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
