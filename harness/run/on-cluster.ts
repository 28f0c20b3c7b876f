import { relative, resolve } from 'node:path';
import type { Target } from '../attach/index.ts';
import type { BinaryFacts } from '../binary/index.ts';
import type { DriverProfile } from '../csi/index.ts';
import { explain } from '../errors.ts';
import { type Counts, type DataOf, type Entry, events, type RunFolder } from '../evidence/index.ts';
import type { RunVerdict } from '../judge/index.ts';
import { type KnownTest, knownTests, skipReasons } from '../report/index.ts';
import { writeClean } from '../secrets/index.ts';
import { attachForSuites } from './attached.ts';
import { boot } from './boot.ts';
import { endRun, reportInterrupted } from './end-run.ts';
import type { RunContext } from './options.ts';
import { type PersistentCluster, persistentForSuites } from './persistent.ts';
import { type TestRate, testRates } from './rates.ts';
import { type Repeated, repeatSuites, type SuiteCluster, total } from './repetitions.ts';
import { reported } from './reported.ts';
import { shown } from './shown.ts';
import { longSuites, rootOf } from './suite-files.ts';
import type { SuiteResult } from './suites-process.ts';

/** Which suites run on a cluster, and how. */
export interface ClusterSuites {
  filters: string[];
  shuffle?: boolean;
  /** Which part of the files, such as `2/3`. */
  shard?: string | undefined;
  /** How often they run; once unless given. */
  repeat?: number;
  /** Keep another core busy meanwhile. */
  busy?: boolean;
  /** What ran before and needs no cluster: a part of the run. */
  earlier?: readonly { name: string; counts: Counts & Partial<SuiteResult> }[];
  /** The CSI driver they run on. */
  driver?: DriverProfile | undefined;
  /** A cluster of somebody else, or of `up`, that they run on; one is started unless given. */
  target?: Target | PersistentCluster | undefined;
}

/** A run of suites that came to its end. The counts are of all repetitions together. */
export interface EndedSuites extends Counts {
  folder: RunFolder;
  version: string;
  binary: BinaryFacts | undefined;
  /** What was noted in it, of all repetitions together. */
  entries: readonly Entry[];
  verdict: RunVerdict;
  /** Why tests were skipped, a sentence each. */
  reasons: readonly string[];
  /** Tests that showed a known bug. */
  knownBugs: readonly KnownTest[];
  tests: readonly TestRate[];
  /** Path of its HTML report. */
  report: string;
}

/**
 * Cluster up or attached to, all suites that `filters` name, cluster gone, reports and `result.json` written. What breaks besides is
 * thrown, such as a cluster that cannot be removed; what the suites have shown until then is reported before.
 */
export async function onCluster(context: RunContext, suites: ClusterSuites): Promise<EndedSuites> {
  const run: Partial<RanSuites> = {};
  const work = (over: () => void) => repeatedOn(context, suites, { run, over });
  return await reported(run, { work, report: () => ended(context, suites, run as RanSuites) }, context);
}

/** Suites that have run, before their run is ended and judged. */
type RanSuites = Repeated & Pick<EndedSuites, 'folder' | 'version' | 'binary'>;

/** Ends a run of suites: verdict, reports and `result.json`. */
async function ended(
  { progress }: RunContext,
  { earlier = [], shard, driver, target, filters, repeat = 1 }: ClusterSuites,
  { folder, version, binary, counts, repetitions }: RanSuites,
): Promise<EndedSuites> {
  const all = total([...earlier.map((each) => each.counts), counts]);
  const judged = await endRun(folder, { progress, counts: all });
  const { entries, verdict } = judged;
  const [nodeEngine] = events.nodeEngine.of(entries);
  const seen = {
    reasons: skipReasons(entries),
    knownBugs: knownTests(entries),
    tests: testRates(repetitions),
  };
  await writeClean(folder.resultFile, {
    ...{ run: shown(folder.path), ...counts, ...seen, version },
    ...{ shard, filters, repetitions: repeat, outcome: verdict.outcome, findings: verdict.findings },
    ...(driver && { driver: driver.name }),
    ...(binary && { binary }),
    ...(nodeEngine && { nodeEngine: nodeEngine.version }),
    ...(target && 'address' in target && { attached: target.address }),
    phases: progress.phases,
  });
  return { ...counts, ...seen, ...judged, folder, version, binary };
}

/** The part for which there has to be a cluster, which is gone afterwards. Fills `run`, and calls `over` before that. */
async function repeatedOn(
  context: RunContext,
  { filters, shuffle = false, shard, repeat = 1, busy = false, earlier = [], driver, target }: ClusterSuites,
  { run, over }: { run: Partial<RanSuites>; over: () => void },
): Promise<void> {
  const { progress, signal } = context;
  const exclude = filters.length === 0 ? [longSuites] : [];
  const suites = { projects: ['suites', 'solo'], filters, exclude, shuffle, shard };
  await using cluster = await clusterFor(target, context, driver);
  const { folder, owned, binaries } = cluster;
  Object.assign(run, { folder, version: owned.cluster.version, binary: binaries?.[0] });
  if (exclude.length > 0)
    progress.line(`not run, because they take long: ${longSuites} (run them with: npx nomad-e2e run faults)`);
  await planSuites(folder, { repetitions: repeat, filters, shard, earlier });
  Object.assign(run, await repeatSuites(cluster, { suites, repeat, busy }, { progress, signal }));
  // Suites that need the driver have waited for it, and failed; this says why. Those that do not have shown what they show.
  await cluster.pluginHealthy.catch((error: unknown) => progress.line(explain(error)));
  over();
}

/** Notes what is due before the first suite begins, and what ran before them. */
async function planSuites(
  folder: RunFolder,
  { earlier, ...due }: DataOf<typeof events.suitesDue> & { earlier: NonNullable<ClusterSuites['earlier']> },
): Promise<void> {
  using ledger = await folder.openLedger();
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
  const root = rootOf(due.filters);
  const filters = due.filters.map((path) => relative(root, resolve(root, path)));
  ledger.append(events.suitesDue, { ...due, filters });
}

/** Started, attached to, or kept by `up`. */
async function clusterFor(
  target: Target | PersistentCluster | undefined,
  context: RunContext,
  driver: DriverProfile | undefined,
): Promise<SuiteCluster> {
  const onInterrupted = (folder: RunFolder) => reportInterrupted(folder, context);
  const options = { ...context, driver, onInterrupted };
  if (!target) return await boot(context.flags, options);
  return 'address' in target
    ? await attachForSuites(target, options)
    : await persistentForSuites(target, options);
}
