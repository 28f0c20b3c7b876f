import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from '../cache-folder.ts';
import { EnvironmentError } from '../errors.ts';
import { type Counts, type SessionResult, signFileOf } from '../evidence/index.ts';
import { isOnTerminal } from '../interrupt.ts';
import { withoutSecrets } from '../secrets/index.ts';
import { removeLeftFolders, tempFolder } from '../temp-folder.ts';
import { watchSilence } from './silence.ts';
import { areOutside, rootOf, suiteFiles } from './suite-files.ts';
import { suiteFilesVariable } from './suite-globs.ts';

const root = join(import.meta.dirname, '..', '..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const config = join(root, `vitest.config${extname(import.meta.filename)}`);

/** For vitest and its workers, which a hangup of a terminal that this run does not use would end. */
const deafToHangup = `--import=data:text/javascript,${encodeURIComponent("process.on('SIGHUP', () => {})")}`;

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
  /** How long no test may end besides what its own limit is; a quarter of an hour unless given. */
  silenceMs?: number;
  signal: AbortSignal;
}

/**
 * Runs vitest as a process of its own, its output passed on, and returns how many tests passed and failed.
 * @throws EnvironmentError VITEST_BROKEN when it ends without a result, VITEST_SILENT when it comes to no end
 * @throws UsageError SUITE_EMPTY where a filter names no file of these projects
 */
export async function runVitest(run: SuiteRun): Promise<SuiteResult> {
  await removeLeftFolders('vitest');
  await using folder = await tempFolder('vitest');
  const resultFile = join(folder.path, 'result.json');
  const filters = run.filters ?? [];
  const base = rootOf(filters);
  const files = join(folder.path, 'suites.json');
  // Projects have patterns of their own, so that vitest's --exclude would leave nothing out.
  const isChosen = filters.length > 0 || run.exclude !== undefined;
  if (isChosen) {
    const chosen = suiteFiles(filters.length > 0 ? filters : ['suites'], run.projects, run.exclude);
    await writeFile(files, JSON.stringify(chosen));
  }
  const args = [
    'run',
    `--config=${config}`,
    `--root=${base}`,
    ...run.projects.map((project) => `--project=${project}`),
    ...(run.shuffle ? ['--sequence.shuffle'] : []),
    ...(run.shard === undefined ? [] : [`--shard=${run.shard}`]),
    ...(run.tests === undefined ? [] : ['--testNamePattern', run.tests]),
  ];
  // Its report is progress; standard output stays for this program's own result.
  const report = run.reportTo === undefined ? undefined : { file: run.reportTo };
  using silence = watchSilence(signFileOf(resultFile), { slack: run.silenceMs });
  const running = execa(process.execPath, [vitest, ...args], {
    cwd: root,
    stdin: 'ignore',
    // By this it hears that this process was killed, and says that nobody takes its output: see `underParent`.
    ipc: true,
    stdout: report ?? process.stderr,
    stderr: report ?? 'inherit',
    // Suites on a persistent cluster read its driver from this; these have what `run.env` says, or the default.
    env: {
      ...{ NOMAD_E2E_DRIVER: '', NOMAD_E2E_RESULT: resultFile },
      // Each of its workers loads the harness.
      NODE_COMPILE_CACHE: join(cacheFolder(), 'compiled'),
      ...(!isOnTerminal() && { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${deafToHangup}`.trim() }),
      ...{ [suiteFilesVariable]: isChosen ? files : '', ...run.env },
      ...(areOutside(filters) && { NOMAD_E2E_OWN_SUITES: 'true' }),
    },
    reject: false,
    cancelSignal: AbortSignal.any([run.signal, silence.signal]),
    forceKillAfterDelay: 10_000,
  });
  // Only vitest writes meanwhile. This process finds out for itself what is lost, and what that means.
  running.nodeChildProcess.on('message', () => void process.stderr.write('\n'));
  const child = await running;
  run.signal.throwIfAborted();
  silence.signal.throwIfAborted();
  const result = await readFile(resultFile, 'utf8')
    .then((text) => JSON.parse(text) as SessionResult)
    .catch((cause) => {
      const end = child.signal ?? child.exitCode;
      throw new EnvironmentError('VITEST_BROKEN', `vitest ended with ${end} and left no result`, {
        cause,
        next: 'read its output above; after a SIGKILL that nobody sent, look for "Out of memory" in dmesg',
      });
    });
  return counted(withoutSecrets(result), child.exitCode ?? 1);
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
