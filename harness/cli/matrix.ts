import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { exitCodes, explain, HarnessError, UsageError } from '../errors.ts';
import { exitCodeOf } from '../judge/index.ts';
import {
  knownTestInWords,
  knownTests,
  skipCounts,
  type VersionResult,
  versionsPage,
} from '../report/index.ts';
import { type EndedSuites, onCluster, type RunContext, suiteFilters } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { compareVersions } from '../version/index.ts';
import { reportSuites, requireFolderOf } from './suites.ts';

/** A version of the matrix: one to obtain, or a binary of the user's own. */
export type MatrixTarget = { version: string } | { path: string };

export interface MatrixOptions extends RunContext {
  targets: readonly MatrixTarget[];
  /** Areas or files of suites; all unless named. */
  what: string[];
  /** The page that is written. */
  output: string;
}

/**
 * Runs suites on one version after the other, each on a cluster of its own, and writes what each showed into a page, which keeps the
 * versions that are not run. Returns the exit code: 1 where a test failed, 3 where a version could not be run.
 * @throws UsageError FLAG_INVALID for a page in no folder or without a version, SUITE_UNKNOWN
 */
export async function matrix({ targets, what, output, ...context }: MatrixOptions): Promise<number> {
  if (targets.length === 0) throw new UsageError('FLAG_INVALID', 'no version is named', { next: usage });
  requireFolderOf(output);
  const filters = suiteFilters(what);
  const codes: number[] = [];
  for (const target of targets) {
    codes.push(await runOn(target, { ...context, filters, what, output }));
  }
  process.stdout.write(`${output}\n`);
  return Math.max(...codes);
}

const usage = 'npx nomad-e2e matrix --nomad-version 1.6.1,2.0.5 [--nomad-binary ./nomad]';

interface RunOptions extends RunContext {
  filters: string[];
  what: readonly string[];
  output: string;
}

/** A version that cannot be run is a gap in the page, and does not keep the others from being run. */
async function runOn(
  target: MatrixTarget,
  { filters, what, output, ...context }: RunOptions,
): Promise<number> {
  const { flags, progress, signal } = context;
  const name = 'version' in target ? target.version : target.path;
  try {
    const run = await onCluster({ ...context, flags: { ...flags, binary: target } }, { filters });
    reportSuites(run, { progress });
    await renew(output, resultOf(run, what));
    return exitCodeOf(run.verdict.outcome);
  } catch (error) {
    if (signal.aborted || !(error instanceof HarnessError)) throw error;
    progress.line(`not run on ${name}: ${explain(error)}`);
    return exitCodes.environment;
  }
}

function resultOf(
  { version, binary, entries, verdict, passed, known, skipped, failed }: EndedSuites,
  areas: readonly string[],
): VersionResult {
  return {
    version,
    source: binary?.source ?? 'unknown',
    date: new Date().toISOString().slice(0, 10),
    areas,
    counts: { passed, known, skipped, failed },
    known: knownTests(entries).map((test) => knownTestInWords(test).replace(/^known /, '')),
    skipped: skipCounts(entries).map(({ reason, tests }) => `${tests}: ${reason}`),
    failed: verdict.findings.filter(({ severity }) => severity !== 'note').map(({ message }) => message),
  };
}

async function renew(file: string, result: VersionResult): Promise<void> {
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  await writeClean(file, versionsPage(before, [result], compareVersions));
}
