import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  knownTestInWords,
  knownTests,
  skipCounts,
  type VersionResult,
  versionsPage,
} from '../report/index.ts';
import { type EndedSuites, type RunContext, suiteFilters } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { compareVersions } from '../version/index.ts';
import { onEachVersion, type VersionTarget } from './each-version.ts';
import { requireFolderOf } from './suites.ts';

export interface MatrixOptions extends RunContext {
  targets: readonly VersionTarget[];
  /** Areas or files of suites; all unless named. */
  what: string[];
  /** The page that is written. */
  output: string;
}

const usage = 'npx nomad-e2e matrix --nomad-version 1.6.1,2.0.5 [--nomad-binary ./nomad]';

/**
 * Runs suites on several versions and writes what each showed into a page, which keeps the versions that are not run. Returns the exit
 * code as `onEachVersion`.
 * @throws UsageError FLAG_INVALID for a page in no folder or without a version, SUITE_UNKNOWN
 */
export async function matrix({ what, output, ...context }: MatrixOptions): Promise<number> {
  requireFolderOf(output);
  const suites = { filters: suiteFilters(what) };
  const code = await onEachVersion({ ...context, suites, usage }, (run) =>
    renew(output, resultOf(run, what)),
  );
  process.stdout.write(`${output}\n`);
  return code;
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
