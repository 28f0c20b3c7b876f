import { type KnownBug, suite } from '../bug.ts';

/** Bugs of lifecycles of tasks and of allocations. */
export const lifecycleBugs: readonly KnownBug[] = [
  {
    id: 'L1',
    issue: 14127,
    what: 'alloc restart fails beside a prestart task that is done',
    bad: '1.3.1',
    firstGood: '1.3.4',
    evidence: /Task not running/,
    suite: suite('l1-alloc-restart'),
  },
  {
    id: 'L2',
    issue: 13055,
    what: 'a sidecar is told to stop before the main task is over',
    bad: '1.3.1',
    firstGood: '1.3.2',
    evidence: /expected \[ 'proxy told to stop', 'main over' \]/,
    suite: suite('l2-sidecar-stops-last'),
  },
  {
    id: 'L4',
    issue: 11945,
    what: 'a poststart task that is soon done makes its deployment fail',
    bad: '1.2.6',
    firstGood: '1.3.0',
    evidence: /expected 'failed: Failed due to progress deadline'/,
    suite: suite('l4-poststart-deployment'),
  },
  {
    id: 'L6',
    issue: 24837,
    what: 'a lifecycle block without a hook is accepted',
    bad: '1.6.1',
    firstGood: '1.10.4',
    evidence: /expected 'accepted'/,
    suite: suite('l6-lifecycle-without-hook'),
  },
  {
    id: 'L15',
    issue: 14293,
    what: 'a drain is complete while tasks still run',
    bad: '1.5.3',
    firstGood: '1.5.4',
    evidence: /when the drain is complete: expected 'running'/,
    suite: suite('l15-drain-end.solo'),
  },
];
