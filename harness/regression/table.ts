/** A bug that Nomad has had, and the suite that finds it. */
export interface Regression {
  id: string;
  /** Number of the issue (or of its correction) in Nomad's repository. */
  issue: number;
  what: string;
  /** A version that has the bug, and the first that has it no more, as far as known. */
  bad: string;
  firstGood: string;
  /** For a bug of an upgrade: the version that the cluster starts with; the suite then goes to the judged one. */
  from?: string;
  /** Path of the suite, from the package's folder. */
  suite: string;
}

/** Versions whose event stream cannot be read (A1): nothing that is awaited there would be seen. */
export const unreadable: readonly string[] = ['1.11.2'];

const suite = (name: string) => `suites/regressions/${name}.e2e.ts`;

export const regressions: readonly Regression[] = [
  {
    id: 'L1',
    issue: 14127,
    what: 'alloc restart fails beside a prestart task that is done',
    bad: '1.3.1',
    firstGood: '1.3.4',
    suite: suite('l1-alloc-restart'),
  },
  {
    id: 'L2',
    issue: 13055,
    what: 'a sidecar is told to stop before the main task is over',
    bad: '1.3.1',
    firstGood: '1.3.2',
    suite: suite('l2-sidecar-stops-last'),
  },
  {
    id: 'L4',
    issue: 11945,
    what: 'a poststart task that is soon done makes its deployment fail',
    bad: '1.2.6',
    firstGood: '1.3.0',
    suite: suite('l4-poststart-deployment'),
  },
  {
    id: 'L6',
    issue: 24837,
    what: 'a lifecycle block without a hook is accepted',
    bad: '1.9.4',
    firstGood: '1.10.4',
    suite: suite('l6-lifecycle-without-hook'),
  },
  {
    id: 'L15',
    issue: 14293,
    what: 'a drain is complete while tasks still run',
    bad: '1.5.3',
    firstGood: '1.5.5',
    suite: suite('l15-drain-end.solo'),
  },
  {
    id: 'C1',
    issue: 12337,
    what: 'two writers of a single-node-writer volume pass validation',
    bad: '1.2.6',
    firstGood: '1.3.0',
    suite: suite('c1-two-writers-validated'),
  },
  {
    id: 'C2',
    issue: 13008,
    what: 'a volume added to a running job never reaches its task',
    bad: '1.3.1',
    firstGood: '1.3.2',
    suite: suite('c2-volume-added'),
  },
  {
    id: 'C3',
    issue: 17840,
    what: "a restart of the agent fails a volume's consumer",
    bad: '1.5.5',
    firstGood: '1.6.0',
    suite: suite('c3-agent-killed.solo'),
  },
  {
    id: 'C4',
    issue: 12744,
    what: 'after a restart of the agent, a plugin never starts again',
    bad: '1.2.6',
    firstGood: '1.3.0',
    suite: suite('c4-plugin-after-agent.solo'),
  },
  {
    id: 'C5',
    issue: 11758,
    what: 'a plugin job whose plugin never came up cannot be purged',
    bad: '1.2.6',
    firstGood: '1.3.0',
    suite: suite('c5-stillborn-plugin'),
  },
  {
    id: 'C6',
    issue: 26766,
    what: "reading a volume's event takes its secrets from the driver",
    bad: '1.11.0',
    firstGood: '1.11.1',
    suite: suite('c6-secrets-after-event'),
  },
  {
    id: 'U1',
    issue: 17076,
    what: 'jobs registered before the upgrade lose their logs',
    from: '1.5.3',
    bad: '1.5.4',
    firstGood: '1.5.5',
    suite: suite('u1-logs-after-upgrade.solo'),
  },
  {
    id: 'U2',
    issue: 27382,
    what: 'a change of a system job hangs on older clients',
    from: '1.10.5',
    // 1.11.2 has it too, but see `unreadable`.
    bad: '1.11.0',
    firstGood: '1.11.3',
    suite: suite('u2-older-clients.solo'),
  },
  {
    id: 'A1',
    issue: 27582,
    what: "the event stream's status line is not HTTP/1.1",
    bad: '1.11.2',
    firstGood: '1.11.3',
    suite: suite('a1-event-stream-status-line'),
  },
  {
    id: 'A2',
    issue: 24171,
    what: 'alloc exec in a docker task never ends its standard input',
    bad: '1.9.0',
    firstGood: '1.9.1',
    suite: suite('a2-exec-closed-stdin'),
  },
];
