import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { runSanity } from '../../fixtures/csi-hostpath/sanity.ts';
import type { Target } from '../attach/index.ts';
import type { BinaryFacts } from '../binary/index.ts';
import { type DriverProfile, readProfile } from '../csi/index.ts';
import { explain } from '../errors.ts';
import { type Counts, type DataOf, type Entry, events, Ledger } from '../evidence/index.ts';
import { exitCodeOf, findingInWords, type RunVerdict, type Verdict } from '../judge/index.ts';
import {
  chromiumMissing,
  faultsTable,
  findChromium,
  knownTestInWords,
  knownTests,
  skipReasons,
} from '../report/index.ts';
import { writeClean } from '../secrets/index.ts';
import { attachForSuites } from './attach.ts';
import type { CommandContext } from './command.ts';
import { type Kept, keptForSuites } from './kept.ts';
import { seconds } from './progress.ts';
import { rateLines, testRates } from './rates.ts';
import { type Repeated, repeatSuites, type SuiteCluster, total } from './repeat.ts';
import { endRun, reportInterrupted } from './report.ts';
import { boot, shown } from './run.ts';
import { rootOf, suiteFilters } from './suite-files.ts';
import { runVitest, type SuiteResult } from './vitest.ts';

/** Run when they are named, or their area. */
const longSuites = 'suites/**/*.long.solo.e2e.ts';

export interface RunOptions extends CommandContext {
  /** Areas and files; empty means all. */
  what: string[];
  shuffle: boolean;
  repeat: number;
  busy: boolean;
  /** Name or file of the CSI driver's profile; hostpath unless given. */
  driverProfile: string | undefined;
  /** Which part of the files, such as `2/3`. */
  shard: string | undefined;
  /** Only the result goes to standard output, as JSON. */
  json: boolean;
  /** A cluster of somebody else, or of `up`, to run them on instead of starting one. */
  target: Target | Kept | undefined;
}

/** Cluster up, suites, cluster gone, result printed. Returns the exit code. */
export async function runSuites(options: RunOptions): Promise<number> {
  const { what, shuffle, repeat, busy, driverProfile, shard, json, target, ...context } = options;
  const filters = suiteFilters(what);
  const driver = driverProfile === undefined ? undefined : await readProfile(driverProfile);
  const say = sayTo(json ? process.stderr : process.stdout);
  const suites = { filters, shuffle, shard, repeat, busy, driver, target, say };
  const { runDir, version, entries, ...ended } = await onCluster(context, suites);
  if (filters.some((filter) => filter.startsWith('suites/faults'))) {
    const table = faultsTable(entries, { version });
    await writeClean(join(runDir, 'faults.md'), table);
    say(`\n${table}`);
  }
  if (json) process.stdout.write(await readFile(join(runDir, 'result.json'), 'utf8'));
  return conclude(ended, say);
}

type Say = (text: string) => void;

const sayTo =
  (stream: NodeJS.WriteStream): Say =>
  (text) =>
    void stream.write(`${text}\n`);

/** Unit tests and csi-sanity first, since they need no cluster, then all suites. Returns the exit code. */
export async function runTests(context: CommandContext): Promise<number> {
  const { progress, signal } = context;
  const browser = findChromium() === undefined ? [] : ['browser'];
  if (browser.length === 0) progress.line(`the report is not tried in a browser: ${chromiumMissing}`);
  const projects = ['unit', ...browser];
  const unit = await progress.phase('unit tests', () => runVitest({ projects, signal }), { alone: true });
  const sanity = await progress.phase('csi-sanity', () => sanityCounts(context));
  const earlier = [
    { name: 'unit tests', counts: unit },
    { name: 'csi-sanity', counts: sanity },
  ];
  const { verdict, ...suites } = await onCluster(context, { filters: [], earlier });
  return conclude({ ...total([unit, sanity, suites]), verdict });
}

/** Skipped are tests of what the driver does not declare, so they are no tests that could have run. */
async function sanityCounts({ progress, signal }: CommandContext): Promise<Counts> {
  const { passed, failed } = await runSanity({ signal, onProgress: progress.line });
  for (const name of failed) progress.line(`csi-sanity failed: ${name}`);
  progress.line(`csi-sanity: ${passed} passed, ${failed.length} failed`);
  return { passed, failed: failed.length, skipped: 0, known: 0 };
}

/** Which suites run on a cluster, and how. */
export interface ClusterSuites {
  filters: string[];
  shuffle?: boolean;
  shard?: string | undefined;
  /** How often they run; once unless given. */
  repeat?: number;
  /** Keep another core busy meanwhile. */
  busy?: boolean;
  /** What ran before and needs no cluster: a part of the run. */
  earlier?: readonly { name: string; counts: Counts & Partial<SuiteResult> }[];
  /** The CSI driver they run on. */
  driver?: DriverProfile | undefined;
  /** The cluster that they run on, where none is to be started. */
  target?: Target | Kept | undefined;
  /** Where the result is told, a line or more at a time; standard output unless given. */
  say?: Say;
}

/** A run of suites that came to its end. */
export interface EndedSuites extends Counts {
  runDir: string;
  version: string;
  binary: BinaryFacts | undefined;
  /** What was noted in it, of all repetitions together. */
  entries: readonly Entry[];
  verdict: RunVerdict;
}

/** Cluster up or attached to, all suites that `filters` name, cluster gone. Returns the verdict with the counts of all repetitions. */
export async function onCluster(context: CommandContext, suites: ClusterSuites): Promise<EndedSuites> {
  const { filters, shuffle = false, shard, repeat = 1, busy = false, earlier = [], ...options } = suites;
  const { progress, signal } = context;
  const { driver, target, say = sayTo(process.stdout) } = options;
  const exclude = filters.length === 0 ? [longSuites] : [];
  const run = { projects: ['suites', 'solo'], filters, exclude, shuffle, shard };
  let runDir = '';
  let version = '';
  let binary: BinaryFacts | undefined;
  let repeated: Repeated;
  {
    await using cluster = await clusterFor(target, context, driver);
    runDir = cluster.runDir;
    version = cluster.owned.cluster.version;
    [binary] = cluster.binaries ?? [];
    if (exclude.length > 0) progress.line(`left out for their time: ${longSuites}; npx nomad-e2e run faults`);
    await planSuites(runDir, { repetitions: repeat, filters, shard, earlier });
    repeated = await repeatSuites(cluster, { suites: run, repeat, busy }, { progress, signal });
    // Suites that need the driver have waited for it, and failed; this says why. Those that do not have shown what they show.
    await cluster.pluginHealthy.catch((error: unknown) => progress.line(explain(error)));
  }
  const { counts, repetitions } = repeated;
  const all = total([...earlier.map((each) => each.counts), counts]);
  const { entries, verdict, report } = await endRun(runDir, { progress, counts: all });
  const reasons = skipReasons(entries);
  for (const reason of reasons) say(`skipped ${reason}`);
  const known = knownTests(entries);
  for (const each of known) say(knownTestInWords(each));
  const tests = testRates(repetitions);
  const { phases } = progress;
  const result = {
    ...{
      run: shown(runDir),
      ...counts,
      shard,
      filters,
      repetitions: repeat,
      reasons,
      knownBugs: known,
      version,
    },
    ...{ outcome: verdict.outcome, findings: verdict.findings },
    ...(driver && { driver: driver.name }),
    ...(binary && { binary }),
    ...(target && 'address' in target && { attached: target.address }),
    ...{ phases, tests },
  };
  await writeClean(join(runDir, 'result.json'), result);
  say(`${phaseTable(phases)}\nreport: ${shown(report)}`);
  if (repeat > 1) say(rateLines(tests, repeat, shown).join('\n'));
  return { ...counts, runDir, version, binary, entries, verdict };
}

/** Notes what is due before the first suite begins, and what ran before them. */
async function planSuites(
  runDir: string,
  { earlier, ...due }: DataOf<typeof events.suitesDue> & { earlier: NonNullable<ClusterSuites['earlier']> },
): Promise<void> {
  using ledger = await Ledger.open(join(runDir, 'ledger.ndjson'));
  for (const { name, counts } of earlier) {
    const { passed, failed, skipped, known, files = [] } = counts;
    ledger.append(events.part, { name, counts: { passed, failed, skipped, known } });
    for (const { file, tests } of files) {
      for (const { name: test, status, failures } of tests.filter((each) => each.status === 'failed')) {
        const reasons = failures.map((message) => ({ message }));
        ledger.append(events.testResult, { test: `${file} > ${test}`, status, failures: reasons });
      }
    }
  }
  // Tests are named from where vitest runs.
  const filters = due.filters.map((path) =>
    relative(rootOf(due.filters), resolve(rootOf(due.filters), path)),
  );
  ledger.append(events.suitesDue, { ...due, filters });
}

/** Started, attached to, or kept by `up`. */
async function clusterFor(
  target: Target | Kept | undefined,
  context: CommandContext,
  driver: DriverProfile | undefined,
): Promise<SuiteCluster> {
  const options = {
    ...context,
    driver,
    onInterrupted: (folder: string) => reportInterrupted(folder, context),
  };
  if (!target) return await boot(context.flags, options);
  return 'address' in target ? await attachForSuites(target, options) : await keptForSuites(target, options);
}

function phaseTable(phases: readonly { name: string; ms: number }[]): string {
  const width = Math.max(...phases.map(({ name }) => name.length));
  return phases.map(({ name, ms }) => `${name.padEnd(width)}  ${seconds(ms).padStart(8)}`).join('\n');
}

/** Reports what the verdict goes by, but for failed tests, which vitest has shown, then the counts. Returns the exit code. */
export function conclude(
  { verdict, ...counts }: Counts & { verdict: Verdict },
  say: Say = sayTo(process.stdout),
): number {
  const { passed, failed, skipped, known } = counts;
  const { outcome, findings } = verdict;
  for (const finding of findings) if (finding.rule !== 'test-failed') say(findingInWords(finding));
  if (skipped > 0) say(`${skipped} skipped`);
  if (known > 0) say(`${known} known`);
  say(`${passed} passed, ${failed} failed`);
  return exitCodeOf(outcome);
}
