import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSanity } from '../../fixtures/csi-hostpath/sanity.ts';
import { exitCodes } from '../errors.ts';
import { readLedger } from '../evidence/index.ts';
import { skipReasons } from '../report/index.ts';
import type { CommandContext } from './command.ts';
import { seconds } from './progress.ts';
import { boot, shown } from './run.ts';
import { type Counts, runVitest, suiteFilters } from './vitest.ts';

/** Run when they are named, or their area. */
const longSuites = 'suites/**/*.long.solo.e2e.ts';

export interface RunOptions extends CommandContext {
  /** Areas and files; empty means all. */
  what: string[];
  shuffle: boolean;
}

/** Cluster up, suites, cluster gone, result printed. Returns the exit code. */
export async function runSuites({ what, shuffle, ...context }: RunOptions): Promise<number> {
  const filters = suiteFilters(what);
  return conclude(await onCluster(context, { filters, shuffle }));
}

/** Unit tests and csi-sanity first, since they need no cluster, then all suites. Returns the exit code. */
export async function runTests(context: CommandContext): Promise<number> {
  const { progress, signal } = context;
  const unit = await progress.phase('unit tests', () => runVitest({ projects: ['unit'], signal }));
  const sanity = await progress.phase('csi-sanity', () => sanityCounts(context));
  const suites = await onCluster(context, { filters: [] });
  return conclude(sum(unit, sanity, suites));
}

/** Skipped are tests of what the driver does not declare, so they are no tests that could have run. */
async function sanityCounts({ progress, signal }: CommandContext): Promise<Counts> {
  const { passed, failed } = await runSanity({ signal, onProgress: progress.line });
  for (const name of failed) progress.line(`csi-sanity failed: ${name}`);
  progress.line(`csi-sanity: ${passed} passed, ${failed.length} failed`);
  return { passed, failed: failed.length, skipped: 0 };
}

/** Cluster up, all suites that `filters` name, cluster gone. Returns the counts and the folder of the run. */
export async function onCluster(
  context: CommandContext,
  { filters, shuffle = false }: { filters: string[]; shuffle?: boolean },
): Promise<Counts & { runDir: string; version: string }> {
  const { flags, progress, signal } = context;
  let runDir = '';
  let version = '';
  let counts: Counts;
  {
    await using cluster = await boot(flags, { progress, signal });
    runDir = cluster.runDir;
    version = cluster.owned.cluster.version;
    const env = { NOMAD_E2E_CLUSTER: cluster.owned.descriptorFile, NOMAD_E2E_RUN: runDir };
    const projects = ['suites', 'solo'];
    const exclude = filters.length === 0 ? [longSuites] : [];
    if (exclude.length > 0) progress.line(`left out for their time: ${longSuites}; npx nomad-e2e run faults`);
    const begin = performance.now();
    counts = await progress.phase('suites', () =>
      runVitest({ projects, filters, exclude, shuffle, env, signal }),
    );
    // Suites that need the driver have waited for it; a driver that never came is the better message.
    await cluster.pluginHealthy;
    progress.line(await waitingShare(join(runDir, 'ledger.ndjson'), performance.now() - begin));
  }
  const { passed, failed, skipped } = counts;
  const reasons = skipReasons(readLedger(join(runDir, 'ledger.ndjson')));
  for (const reason of reasons) process.stdout.write(`skipped ${reason}\n`);
  const result = { passed, failed, skipped, reasons, version: flags.binary, phases: progress.phases };
  await writeFile(join(runDir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`${phaseTable(progress.phases)}\nreport: ${shown(runDir)}\n`);
  return { ...counts, runDir, version };
}

/** How much of the suites' time, with tests running side by side, at least one test was waiting for Nomad. */
async function waitingShare(ledger: string, wallMs: number): Promise<string> {
  const waits = readLedger(ledger).flatMap(({ kind, mono, ms }) =>
    kind === 'wait' && typeof ms === 'number' ? [{ from: mono / 1e6 - ms, to: mono / 1e6 }] : [],
  );
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of waits.sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return `suites waited for Nomad during ${seconds(covered)} of ${seconds(wallMs)} (${waits.length} waits)`;
}

function phaseTable(phases: readonly { name: string; ms: number }[]): string {
  const width = Math.max(...phases.map(({ name }) => name.length));
  return phases.map(({ name, ms }) => `${name.padEnd(width)}  ${seconds(ms).padStart(8)}`).join('\n');
}

/** Prints the counts and returns the exit code. */
export function conclude({ passed, failed, skipped }: Counts): number {
  if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? exitCodes.testFailure : exitCodes.ok;
}

function sum(...all: Counts[]): Counts {
  const total = (of: keyof Counts) => all.reduce((count, each) => count + each[of], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}
