import type { Entry } from '../evidence/index.ts';
import { type TestOutcome, type TestStatus, testOutcomes } from '../judge/index.ts';
import { markdownTable } from '../text.ts';
import { knownTestInWords, knownTests } from './known.ts';
import { skipReasons } from './skipped.ts';

/** What a driver can, by CSI's names where it has one, and the suites of `suites/csi` that ask for it. */
export interface Capability {
  name: string;
  asks: string;
  suites: readonly string[];
}

/** CSI spec 1.11: Controller and node capabilities, and VolumeCapability.AccessMode. */
export const capabilities: readonly Capability[] = [
  {
    name: 'Probe, GetPluginInfo',
    asks: 'healthy on every client, in one job and in two, and after a restart',
    suites: ['plugin-monolith', 'plugin-split', 'file-plugin-restart', 'release-plugin-down'],
  },
  {
    name: 'CREATE_DELETE_VOLUME',
    asks: 'created, registered, listed, refused while in use, deleted',
    suites: ['volume-create', 'volume-register', 'volume-in-use', 'volumes-apart'],
  },
  {
    name: 'PUBLISH_UNPUBLISH_VOLUME',
    asks: 'attached to the node of its holder, and to no other',
    suites: [
      'attach-exclusive',
      'attach-second-node',
      'attach-limit',
      'detach-slow',
      'volume-detach',
      'plan-volume',
    ],
  },
  {
    name: 'VOLUME_ACCESSIBILITY_CONSTRAINTS',
    asks: 'placed on the node that the volume is bound to, and on no other',
    suites: ['volume-topology'],
  },
  {
    name: 'STAGE_UNSTAGE_VOLUME',
    asks: 'files persist across jobs, purges, nodes and agents',
    suites: [
      ...['file-same-node', 'file-after-purge', 'file-other-nodes', 'file-client-restart'],
      'file-node-replaced',
    ],
  },
  {
    name: 'release of claims',
    asks: 'claimed again within a bounded time after each way to end',
    suites: [
      ...['release-after-stop', 'release-after-end', 'release-after-rejection', 'release-drain'],
      'release-node-lost',
    ],
  },
  {
    name: 'SINGLE_NODE_WRITER',
    asks: 'one writer at a time',
    suites: ['writers-two-jobs', 'writers-race', 'writers-count-two', 'reader-beside-writer'],
  },
  {
    name: 'SINGLE_NODE_READER_ONLY',
    asks: 'one reader at a time, and no writer',
    suites: ['single-node-reader-only'],
  },
  {
    name: 'MULTI_NODE_SINGLE_WRITER',
    asks: 'one writer beside readers on other nodes',
    suites: ['multi-node-single-writer'],
  },
  {
    name: 'MULTI_NODE_MULTI_WRITER',
    asks: 'writers on two nodes at once',
    suites: ['multi-node-multi-writer'],
  },
  { name: 'EXPAND_VOLUME', asks: 'grows, and keeps its files', suites: ['volume-expand', 'volume-full'] },
  {
    name: 'CREATE_DELETE_SNAPSHOT',
    asks: 'a volume from a snapshot has the files of that moment',
    suites: ['volume-snapshot'],
  },
  { name: 'LIST_VOLUMES', asks: 'the driver itself lists its volumes', suites: ['volume-list'] },
  {
    name: 'fs_type',
    asks: 'the file system that was asked for, or a refusal',
    suites: ['volume-file-system'],
  },
  { name: 'BlockVolume', asks: 'a block device in the task', suites: ['volume-device'] },
];

/** A run of `suites/csi` on one version. */
export interface ConformanceRun {
  version: string;
  entries: readonly Entry[];
  /** What speaks against it besides its tests, such as a history of claims that is bad. */
  findings: readonly string[];
}

/** A page for a driver's authors: capability by capability, what each version's run has shown, with the command that shows it again. */
export function conformancePage(
  driver: { name: string; description: string },
  runs: readonly ConformanceRun[],
  { day, attached = false }: { day: string; attached?: boolean },
): string {
  const run = `npx nomad-e2e run${attached ? ' --attach' : ''}`;
  const outcomes = runs.map(({ entries }) => testOutcomes(entries));
  const head = ['Capability', 'Asked for', ...runs.map(({ version }) => `Nomad ${version}`), 'Again'];
  const rows = capabilities.map(({ name, asks, suites }) => [
    ...[name, asks],
    ...outcomes.map((tests) => cellOf(tests.filter(isOf(suites)))),
    `\`${run} ${suites.map((suite) => `csi/${suite}`).join(' ')} --driver-profile ${driver.name}\``,
  ]);
  return [
    `# CSI driver ${driver.name}`,
    `${driver.description}. What the suites of \`suites/csi\` showed of it on ${day}, written by \`npx nomad-e2e conformance\`.`,
    markdownTable([head, ...rows]).join('\n'),
    ...runs.flatMap(sectionOf),
  ]
    .join('\n\n')
    .concat('\n');
}

const isOf =
  (suites: readonly string[]) =>
  ({ test }: TestOutcome): boolean =>
    suites.some((suite) => new RegExp(`^suites/csi/${suite}(\\.long)?(\\.solo)?\\.e2e\\.ts > `).test(test));

/** The worst first. What did not come to its end, or was never seen, is unknown. */
const order: readonly TestStatus[] = ['failed', 'unfinished', 'known', 'passed', 'skipped'];

function cellOf(tests: readonly TestOutcome[]): string {
  if (tests.length === 0) return 'unknown';
  const parts = order.flatMap((status) => {
    const count = tests.filter((test) => test.status === status).length;
    return count > 0 ? [`${count} ${status === 'unfinished' ? 'unknown' : status}`] : [];
  });
  return parts.join(', ');
}

function sectionOf({ version, entries, findings }: ConformanceRun): string[] {
  const failed = testOutcomes(entries).filter(({ status }) => status === 'failed' || status === 'unfinished');
  const lines = [
    ...findings,
    ...failed.map(
      ({ test, failures }) => `failed: ${test}: ${failures[0]?.message.split('\n')[0] ?? 'no end'}`,
    ),
    ...knownTests(entries).map(knownTestInWords),
    ...skipReasons(entries).map((reason) => `skipped: ${reason}`),
  ];
  if (lines.length === 0) return [];
  return [`## Not passed on Nomad ${version}`, lines.map((line) => `- ${line}`).join('\n')];
}
