import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSanity } from '../../fixtures/csi-hostpath/sanity.ts';
import type { Target } from '../attach/index.ts';
import type { BinaryFacts } from '../binary/index.ts';
import { type DriverProfile, readProfile } from '../csi/index.ts';
import { exitCodes } from '../errors.ts';
import type { Entry } from '../evidence/index.ts';
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
import { type Earlier, noteResults } from './note-results.ts';
import { seconds } from './progress.ts';
import { rateLines, testRates } from './rates.ts';
import { type Repeated, repeatSuites, type SuiteCluster, total } from './repeat.ts';
import { reportInterrupted, reportRun } from './report.ts';
import { boot, shown } from './run.ts';
import { type Counts, isRed, runVitest, suiteFilters } from './vitest.ts';

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
  const { runDir, version, entries, ...counts } = await onCluster(context, suites);
  if (filters.some((filter) => filter.startsWith('suites/faults/'))) {
    const table = faultsTable(entries, { version });
    await writeClean(join(runDir, 'faults.md'), table);
    say(`\n${table}`);
  }
  if (json) process.stdout.write(await readFile(join(runDir, 'result.json'), 'utf8'));
  return conclude(counts, say);
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
  const suites = await onCluster(context, { filters: [], earlier: [unit, sanity] });
  return conclude(total([unit, sanity, suites]));
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
  /** What ran before, for the report. */
  earlier?: Earlier[];
  /** The CSI driver they run on. */
  driver?: DriverProfile | undefined;
  /** The cluster that they run on, where none is to be started. */
  target?: Target | Kept | undefined;
  /** Where the result is told, a line or more at a time; standard output unless given. */
  say?: Say;
}

/**
 * Cluster up or attached to, all suites that `filters` name, cluster gone. Returns the counts, of all repetitions together, with the
 * folder of the run and what was noted in it.
 */
export async function onCluster(
  context: CommandContext,
  { filters, shuffle = false, shard, repeat = 1, busy = false, earlier = [], ...options }: ClusterSuites,
): Promise<Counts & { runDir: string; version: string; binary: BinaryFacts | undefined; entries: Entry[] }> {
  const { progress, signal } = context;
  const { driver, target, say = sayTo(process.stdout) } = options;
  const exclude = filters.length === 0 ? [longSuites] : [];
  const suites = { projects: ['suites', 'solo'], filters, exclude, shuffle, shard };
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
    repeated = await repeatSuites(cluster, { suites, repeat, busy }, { progress, signal });
    // Suites that need the driver have waited for it; a driver that never came is the better message.
    await cluster.pluginHealthy;
  }
  const { counts, repetitions, entries } = repeated;
  const reasons = skipReasons(entries);
  for (const reason of reasons) say(`skipped ${reason}`);
  const known = knownTests(entries);
  for (const each of known) say(knownTestInWords(each));
  const tests = testRates(repetitions);
  const { phases } = progress;
  const result = {
    run: shown(runDir),
    ...counts,
    shard,
    repetitions: repeat,
    reasons,
    knownBugs: known,
    version,
    ...(binary && { binary }),
    ...(target && 'address' in target && { attached: target.address }),
    phases,
    tests,
  };
  await writeClean(join(runDir, 'result.json'), result);
  await noteResults(runDir, { earlier, repetitions });
  const report = await reportRun(runDir, { progress, counts: total([...earlier, counts]) });
  say(`${phaseTable(phases)}\nreport: ${shown(report)}`);
  if (repeat > 1) say(rateLines(tests, repeat, shown).join('\n'));
  return { ...counts, runDir, version, binary, entries };
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

/** Tells the counts and returns the exit code. */
export function conclude(counts: Counts, say: Say = sayTo(process.stdout)): number {
  const { passed, failed, skipped, known } = counts;
  if (skipped > 0) say(`${skipped} skipped`);
  if (known > 0) say(`${known} known`);
  say(`${passed} passed, ${failed} failed`);
  return isRed(counts) ? exitCodes.testFailure : exitCodes.ok;
}
