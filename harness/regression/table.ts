/** A bug that Nomad has had, and the suite that finds it. */
export interface Regression {
  id: string;
  /** Number of the issue in Nomad's repository. */
  issue: number;
  what: string;
  /** A version that has the bug, and the first that has it no more, as far as known. */
  bad: string;
  firstGood: string;
  /** Path of the suite, from the package's folder. */
  suite: string;
}

const suite = (name: string) => `suites/regressions/${name}.e2e.ts`;

export const regressions: readonly Regression[] = [
  {
    id: 'A1',
    issue: 27582,
    what: "the event stream's status line is not HTTP/1.1",
    bad: '1.11.2',
    firstGood: '1.11.3',
    suite: suite('a1-event-stream-status-line'),
  },
  {
    id: 'L6',
    issue: 24837,
    what: 'a lifecycle block without a hook is accepted',
    bad: '1.9.4',
    firstGood: '1.10.4',
    suite: suite('l6-lifecycle-without-hook'),
  },
];
