import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError, UsageError } from '../errors.ts';
import type { Counts, SessionResult } from '../evidence/index.ts';
import { withoutSecrets } from '../secrets/index.ts';
import { leftFolders, tempFolder } from '../temp-folder.ts';

const root = join(import.meta.dirname, '..', '..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const config = join(root, `vitest.config${extname(import.meta.filename)}`);

/** The counts with how each test of each file ended, and what broke outside of them. */
export interface SuiteResult extends Counts, SessionResult {}

/** What vitest is to run. */
export interface SuiteRun {
  projects: string[];
  /** Files or folders, relative to the package; absolute ones are suites of the user's own. */
  filters?: string[];
  /** Globs of files that are left out. */
  exclude?: string[];
  shuffle?: boolean;
  /** Which part of the files, such as `2/3`. */
  shard?: string | undefined;
  /** A regular expression: tests with another name are skipped. */
  tests?: string;
  /** File for its report; standard error unless given. */
  reportTo?: string;
  env?: Record<string, string>;
  signal: AbortSignal;
}

/** Areas of suites: the folders under suites/. */
export function areas(): string[] {
  const entries = readdirSync(join(root, 'suites'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * Areas (`csi`) and files as paths that vitest filters by: relative to the package, or absolute for suites of the user's own.
 * @throws UsageError SUITE_UNKNOWN naming the areas there are, SUITES_MIXED for suites of both kinds
 */
export function suiteFilters(named: string[]): string[] {
  const filters = named.map(filterOf);
  if (new Set(filters.map(isAbsolute)).size < 2) return filters;
  throw new UsageError('SUITES_MIXED', "suites of your own and nomad-e2e's do not run together", {
    observed: filters.join(', '),
    next: 'run them one after the other, on a cluster of `npx nomad-e2e up` if you like',
  });
}

function filterOf(name: string): string {
  if (areas().includes(name)) return `suites/${name}/`;
  const path = relative(root, resolve(name));
  if (existsSync(name)) return path.startsWith('..') ? resolve(name) : path;
  throw new UsageError('SUITE_UNKNOWN', `there is no area or file "${name}" of suites`, {
    observed: `areas: ${areas().join(', ')}`,
    next: `npx nomad-e2e run ${areas()[0]}`,
  });
}

/**
 * Runs vitest as a process of its own, its output passed on, and returns how many tests passed and failed.
 * @throws EnvironmentError VITEST_BROKEN when it ends without a result
 */
export async function runVitest(run: SuiteRun): Promise<SuiteResult> {
  for (const left of await leftFolders('vitest')) await rm(left, { recursive: true, force: true });
  await using folder = await tempFolder('vitest');
  const resultFile = join(folder.path, 'result.json');
  const own = run.filters?.some(isAbsolute) ?? false;
  const args = [
    'run',
    `--config=${config}`,
    `--root=${own ? process.cwd() : root}`,
    ...run.projects.map((project) => `--project=${project}`),
    ...(run.shuffle ? ['--sequence.shuffle'] : []),
    ...(run.shard === undefined ? [] : [`--shard=${run.shard}`]),
    ...(run.exclude ?? []).map((glob) => `--exclude=${glob}`),
    ...(run.tests === undefined ? [] : ['--testNamePattern', run.tests]),
    ...(run.filters ?? []),
  ];
  // Its report is progress; standard output stays for this program's own result.
  const report = run.reportTo === undefined ? undefined : { file: run.reportTo };
  const child = await execa(process.execPath, [vitest, ...args], {
    cwd: root,
    stdin: 'ignore',
    stdout: report ?? process.stderr,
    stderr: report ?? 'inherit',
    // Suites on a cluster that stays are told of its driver by this; these have what `run.env` says, or the default.
    env: {
      ...{ NOMAD_E2E_DRIVER: '', NOMAD_E2E_RESULT: resultFile, ...run.env },
      ...(own && { NOMAD_E2E_OWN_SUITES: 'true' }),
    },
    reject: false,
    cancelSignal: run.signal,
    forceKillAfterDelay: 10_000,
  });
  run.signal.throwIfAborted();
  const text = await readFile(resultFile, 'utf8').catch((cause) => {
    throw new EnvironmentError('VITEST_BROKEN', `vitest ended with ${child.exitCode} and left no result`, {
      cause,
      next: 'read its output above',
    });
  });
  return counted(withoutSecrets(JSON.parse(text) as SessionResult), child.exitCode ?? 1);
}

/** Whether a run of tests shows nothing good: one failed, or none came to its end. */
export function isRed({ passed, known, failed }: Omit<Counts, 'skipped'>): boolean {
  return failed > 0 || passed + known === 0;
}

/** A red exit with no failed test is a broken file or hook: it must not look green. */
export function counted(result: SessionResult, exitCode: number): SuiteResult {
  const tests = result.files.flatMap((file) => file.tests);
  const of = (status: string) => tests.filter((test) => test.status === status).length;
  const [passed, known, red] = [of('passed'), of('known'), of('failed')];
  const failed = Math.max(red, exitCode === 0 ? 0 : 1);
  return { passed, failed, skipped: tests.length - passed - known - red, known, ...result };
}
