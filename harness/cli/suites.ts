import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runSanity } from '../../fixtures/csi-hostpath/sanity.ts';
import { readProfile } from '../csi/index.ts';
import { UsageError } from '../errors.ts';
import type { Counts } from '../evidence/index.ts';
import { exitCodeOf, findingInWords, type Verdict } from '../judge/index.ts';
import { chromiumMissing, faultsTable, findChromium, knownTestInWords } from '../report/index.ts';
import {
  type ClusterSuites,
  type EndedSuites,
  onCluster,
  type Progress,
  type RunContext,
  rateLines,
  runVitest,
  seconds,
  shown,
  suiteFilters,
  total,
} from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { columns } from '../text.ts';

export interface RunOptions
  extends RunContext,
    Required<Pick<ClusterSuites, 'shuffle' | 'repeat' | 'busy'>>,
    Pick<ClusterSuites, 'target' | 'shard'> {
  /** Areas and files; empty means all. */
  what: string[];
  /** Name or file of the CSI driver's profile; hostpath unless given. */
  driverProfile: string | undefined;
  /** Only the result goes to standard output, as JSON. */
  json: boolean;
}

/** Cluster up, suites, cluster gone, result printed. Returns the exit code. */
export async function runSuites(options: RunOptions): Promise<number> {
  const { what, driverProfile, json, flags, progress, signal, ...suites } = options;
  const filters = suiteFilters(what, suites);
  const driver = driverProfile === undefined ? undefined : await readProfile(driverProfile);
  const say = sayTo(json ? process.stderr : process.stdout);
  const ended = await onCluster({ flags, progress, signal }, { ...suites, filters, driver });
  reportSuites(ended, { progress, repeat: suites.repeat, say });
  const { folder, version, entries } = ended;
  if (filters.some((filter) => filter.startsWith('suites/faults'))) {
    const table = faultsTable(entries, { version });
    await writeClean(folder.file('faults.md'), table);
    say(`\n${table}`);
  }
  if (json) process.stdout.write(await readFile(folder.resultFile, 'utf8'));
  return conclude(ended, say);
}

type Say = (text: string) => void;

const sayTo =
  (stream: NodeJS.WriteStream): Say =>
  (text) =>
    void stream.write(`${text}\n`);

/** Unit tests and csi-sanity first, since they need no cluster, then all suites. Returns the exit code. */
export async function runTests(context: RunContext): Promise<number> {
  const { progress, signal } = context;
  const browser = findChromium() === undefined ? [] : ['browser'];
  if (browser.length === 0) progress.line(`the report is not tested in a browser: ${chromiumMissing}`);
  const projects = ['unit', ...browser];
  const unit = await progress.phase('unit tests', () => runVitest({ projects, signal }), { alone: true });
  const sanity = await progress.phase('csi-sanity', () => sanityCounts(context));
  const earlier = [
    { name: 'unit tests', counts: unit },
    { name: 'csi-sanity', counts: sanity },
  ];
  const ended = await onCluster(context, { filters: [], earlier });
  reportSuites(ended, { progress });
  return conclude({ ...total([unit, sanity, ended]), verdict: ended.verdict });
}

/** Skipped are tests of what the driver does not declare, so they are no tests that could have run. */
async function sanityCounts({ progress, signal }: RunContext): Promise<Counts> {
  const { passed, failed } = await runSanity({ signal, onProgress: progress.line });
  for (const name of failed) progress.line(`csi-sanity failed: ${name}`);
  progress.line(`csi-sanity: ${passed} passed, ${failed.length} failed`);
  return { passed, failed: failed.length, skipped: 0, known: 0 };
}

/** Prints why tests were skipped, known bugs, where the time went, the report's path, and of more than one repetition the rates. */
export function reportSuites(
  { reasons, knownBugs, tests, report }: EndedSuites,
  { progress, repeat = 1, say = sayTo(process.stdout) }: { progress: Progress; repeat?: number; say?: Say },
): void {
  for (const reason of reasons) say(`skipped ${reason}`);
  for (const each of knownBugs) say(knownTestInWords(each));
  say(`${phaseTable(progress.phases)}\nreport: ${shown(report)}`);
  if (repeat > 1) say(rateLines(tests, repeat, shown).join('\n'));
}

function phaseTable(phases: readonly { name: string; ms: number }[]): string {
  return columns(phases.map(({ name, ms }) => [name, seconds(ms).padStart(8)])).join('\n');
}

/** @throws UsageError FLAG_INVALID for an output in no folder */
export function requireFolderOf(output: string): void {
  const folder = dirname(output);
  if (existsSync(folder)) return;
  throw new UsageError('FLAG_INVALID', `--output ${output} cannot be used: there is no folder ${folder}`);
}

/** Prints what the verdict goes by, but for failed tests, which vitest has shown, then the counts. Returns the exit code. */
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
