/** A bug of Nomad, and the versions that have it. */
export interface NomadBug {
  id: string;
  /** Number of the issue (or of its correction) in Nomad's repository; left out where none is known: docs/faults.md describes it. */
  issue?: number;
  what: string;
  /** The first version that has it, where that is known. */
  since?: string;
  /** A version that was seen to have it, or has it by its changelog. */
  bad: string;
  /** The first later version that no longer has it, whatever its line; left out while it is open. */
  firstGood?: string;
  /** First good versions of earlier lines, which the correction was backported to. */
  backports?: readonly string[];
  /** For a bug of an upgrade: the version that the cluster starts with; the suite then goes to the judged one. */
  from?: string;
  /** How many servers it takes at least; one unless given. */
  servers?: 3;
  /** What an operator of a version that has it can do. */
  remedy?: string;
  /** False for a bug that shows only in some runs; true unless given. */
  always?: boolean;
  /** What an assertion says where the bug is the reason; any other failure is not excused. */
  evidence: RegExp;
}

/** A bug that a suite shows. */
export interface KnownBug extends NomadBug {
  /** Path of the suite, from the package's folder. */
  suite: string;
}

/** A bug that Nomad has corrected, so that `regression` can show it on both sides. */
export interface Regression extends KnownBug {
  issue: number;
  firstGood: string;
}

/** Versions whose event stream cannot be read (A1): nothing that is awaited there would be seen. */
export const unreadable: readonly string[] = ['1.11.2'];

const suite = (name: string) => `suites/regressions/${name}.e2e.ts`;
const faultSuite = (name: string) => `suites/faults/${name}.long.solo.e2e.ts`;

/** Every bug of Nomad that a suite shows: the one table of them. */
export const knownBugs: readonly KnownBug[] = [
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
  {
    id: 'C10',
    issue: 14484,
    what: 'a volume stays attached to a node when its last claim is released',
    bad: '1.3.1',
    firstGood: '1.4.0',
    backports: ['1.3.6', '1.2.13'],
    always: false,
    evidence: /ControllerUnpublishVolume is missing/,
    suite: suite('c10-detach-at-release'),
  },
  {
    id: 'C15',
    issue: 20424,
    what: 'a volume is unstaged after it was staged for its next holder',
    bad: '1.6.1',
    firstGood: '1.8.0',
    always: false,
    evidence: /is not staged at/,
    suite: 'suites/csi/release-after-stop.e2e.ts',
  },
  {
    id: 'C1',
    issue: 12337,
    what: 'two writers of a single-node-writer volume pass validation',
    bad: '1.2.6',
    firstGood: '1.3.0',
    evidence: /expected '' to match/,
    suite: suite('c1-two-writers-validated'),
  },
  {
    id: 'C2',
    issue: 13008,
    what: 'a volume added to a running job never reaches its task',
    bad: '1.3.1',
    firstGood: '1.3.2',
    evidence: /the allocation after the update: expected '(\S+)' not to be '\1'/,
    suite: suite('c2-volume-added'),
  },
  {
    id: 'C3',
    issue: 17840,
    what: "a restart of the agent fails a volume's consumer",
    bad: '1.5.5',
    firstGood: '1.5.7',
    evidence: /expected '(\S+) failed' to be '\1 complete'/,
    suite: suite('c3-agent-killed.solo'),
  },
  {
    id: 'C4',
    issue: 12744,
    what: 'after a restart of the agent, a plugin never starts again',
    bad: '1.2.6',
    firstGood: '1.3.0',
    evidence: /how often the driver came up: expected 1 to be 2/,
    suite: suite('c4-plugin-after-agent.solo'),
  },
  {
    id: 'C5',
    issue: 11758,
    what: 'a plugin job whose plugin never came up cannot be purged',
    bad: '1.2.6',
    firstGood: '1.3.0',
    evidence: /expected 'the job is \w+' to be 404/,
    suite: suite('c5-stillborn-plugin'),
  },
  {
    id: 'C6',
    issue: 26766,
    what: "reading a volume's event takes its secrets from the driver",
    bad: '1.11.0',
    firstGood: '1.11.1',
    evidence: /expected 'failed: .* code = Unauthenticated/,
    suite: suite('c6-secrets-after-event'),
  },
  {
    id: 'U1',
    issue: 17076,
    what: 'jobs registered before the upgrade lose their logs',
    from: '1.5.3',
    since: '1.5.4',
    bad: '1.5.4',
    firstGood: '1.5.5',
    evidence: /the log after the upgrade: expected 'no line/,
    suite: suite('u1-logs-after-upgrade.solo'),
  },
  {
    id: 'U2',
    issue: 27382,
    what: 'a change of a system job hangs on older clients',
    from: '1.10.5',
    since: '1.11.0',
    // 1.11.2 has it too, but see `unreadable`.
    bad: '1.11.0',
    firstGood: '1.11.3',
    evidence: /expected 'Deployment is running'/,
    suite: suite('u2-older-clients.solo'),
  },
  {
    id: 'U7',
    issue: 27763,
    what: 'servers that were replaced in place hold each other for old',
    from: '1.10.5',
    servers: 3,
    since: '1.11.0',
    bad: '1.11.3',
    firstGood: '2.0.0',
    remedy: 'restart every server once more after the last one, or go to 2.0.0 or later',
    evidence: /all servers should be running version 1\.11\.0 or later/,
    suite: suite('u7-old-peers.solo'),
  },
  {
    id: 'A1',
    issue: 27582,
    what: "the event stream's status line is not HTTP/1.1",
    since: '1.11.2',
    bad: '1.11.2',
    firstGood: '1.11.3',
    evidence: /expected 'HTTP\/0\.0 200 OK'/,
    suite: suite('a1-event-stream-status-line'),
  },
  {
    id: 'A2',
    issue: 24171,
    what: 'alloc exec in a docker task never ends its standard input',
    since: '1.9.0',
    bad: '1.9.0',
    firstGood: '1.9.1',
    evidence:
      /expected 'no end: (?:timed out after 5\.0 s waiting for end of the command|no end of the command after 5\.0 s|The operation was aborted due to timeout)'/,
    suite: suite('a2-exec-closed-stdin'),
  },
  {
    id: 'F1',
    issue: 19887,
    what: 'a link out of an allocation is followed by the file API',
    bad: '1.6.1',
    firstGood: '1.7.4',
    backports: ['1.5.14', '1.6.7'],
    evidence: /\[ 'answered', /,
    suite: suite('f1-link-outside'),
  },
  {
    id: 'F-freed-attached',
    what: 'a claim is freed without a detach while no controller answers Nomad',
    bad: '1.11.3',
    evidence:
      /\[ '[^']*attached to (\S+), unclaimed: ControllerUnpublishVolume is missing' \], askedToDetach: false, .*is attached to \1/,
    suite: faultSuite('freed-attached'),
  },
  {
    id: 'F-purged-too-soon',
    what: 'a volume stays attached to a lost node that is purged before its claim is free',
    bad: '1.11.3',
    evidence:
      /\[ 'the driver has it attached to the lost node, unclaimed: ControllerUnpublishVolume is missing' \]/,
    suite: faultSuite('purged-too-soon'),
  },
  {
    id: 'F-detached-first',
    what: 'a volume is detached and called free while its driver is down and it is mounted',
    bad: '1.11.3',
    evidence: /attachments: \[\], published: \[ "the writer's" \]/,
    suite: faultSuite('detached-first'),
  },
  {
    id: 'F-mute-detach',
    what: 'a claim is freed without a detach while one of several controllers does not answer',
    bad: '1.11.3',
    always: false,
    evidence: /\[ 'attachment-without-claim' \] to deeply equal \[\]/,
    suite: faultSuite('one-driver-mute'),
  },
  {
    id: 'F-mute-attach',
    what: 'a writer starts on a volume that is not attached while one of several controllers does not answer',
    bad: '1.11.3',
    always: false,
    evidence: /\[ 'claim-without-attachment' \] to deeply equal \[\]/,
    suite: faultSuite('one-driver-mute'),
  },
  {
    id: 'F-claim-on-dead-driver',
    what: 'an allocation whose driver has just died fails for good',
    bad: '1.11.3',
    always: false,
    evidence: /expected 'failed: .*csi_hook.*csi\.sock/s,
    suite: faultSuite('claim-on-dead-driver'),
  },
  {
    id: 'F-evaluation-lost',
    what: 'an evaluation that a server takes as it is cut off is scheduled a minute later',
    bad: '1.11.3',
    evidence: /\[ (?:(?:6\d|7[0-4])(?:, )?)+ \]$/,
    suite: faultSuite('evaluation-lost'),
  },
  {
    id: 'F-change-undone',
    what: 'a change of a job that comes as its deployment succeeds is acknowledged and undone',
    bad: '1.11.3',
    evidence: /\[ (?:'[\w-]+-[1-8]-\d+'(?:, )?)+ \]$/,
    suite: faultSuite('change-undone'),
  },
];

/** The bugs of the table that Nomad has corrected. */
export const regressions: readonly Regression[] = knownBugs.filter(
  (bug): bug is Regression => bug.issue !== undefined && bug.firstGood !== undefined,
);
