import { join } from 'node:path';
import { exitCodes, explain, UsageError } from '../errors.ts';
import { type Counts, type Entry, events, Ledger } from '../evidence/index.ts';
import type { RunVerdict } from '../judge/index.ts';
import {
  annotations,
  compareRuns,
  compareText,
  isWorse,
  markdownSummary,
  type Report,
  type ReportFormat,
  reportFiles,
  reportOf,
  reportText,
} from '../report/index.ts';
import { readRun, savedRun, verdictOf } from '../run/index.ts';
import { appendClean, writeClean } from '../secrets/index.ts';
import type { CommandContext } from './command.ts';
import type { Progress } from './progress.ts';
import { shown } from './run.ts';

const all = Object.keys(reportFiles) as ReportFormat[];

export interface ReportOptions {
  run: string | undefined;
  /** Two runs, the earlier first. */
  compare: string[] | undefined;
  /** Names of formats with commas between; of a comparison `text` or `json`. */
  format: string | undefined;
}

/**
 * Writes the reports of a saved run into its folder and prints their paths, or compares two runs. Returns the exit code:
 * a comparison with new failures is a failure, a report of a red run is none.
 * @throws UsageError FLAG_INVALID, RUN_UNKNOWN
 */
export async function report({ run, compare, format }: ReportOptions): Promise<number> {
  if (compare) return compareSaved(compare, format ?? 'text');
  if (run === undefined) {
    throw new UsageError('FLAG_INVALID', 'report takes the folder of a run or its id, or --compare', {
      next: 'npx nomad-e2e report runs/<id>',
    });
  }
  const formats = formatsOf(format);
  const folder = savedRun(run, { next: 'npx nomad-e2e report runs/<id>' });
  for (const file of await writeFormats(savedReport(folder), folder, formats)) {
    process.stdout.write(`${shown(file)}\n`);
  }
  return exitCodes.ok;
}

function compareSaved(runs: string[], format: string): number {
  const next = 'npx nomad-e2e report --compare runs/<earlier> runs/<later>';
  const [before, after, ...more] = runs;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UsageError('FLAG_INVALID', '--compare takes two runs, the earlier first', { next });
  }
  if (format !== 'text' && format !== 'json') {
    throw new UsageError('FLAG_INVALID', `--format ${format} cannot be used with --compare: text or json`);
  }
  const [old, now] = [before, after].map((named) => savedReport(savedRun(named, { next })));
  if (!old || !now) return exitCodes.usage;
  const comparison = compareRuns(old, now);
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(comparison, null, 2)}\n` : compareText(comparison),
  );
  return isWorse(comparison) ? exitCodes.testFailure : exitCodes.ok;
}

function formatsOf(given: string | undefined): ReportFormat[] {
  const named = given?.split(',').map((name) => name.trim()) ?? all;
  for (const name of named) {
    if (all.includes(name as ReportFormat)) continue;
    throw new UsageError('FLAG_INVALID', `--format ${name} cannot be used: it takes ${all.join(', ')}`, {
      next: 'npx nomad-e2e report --help',
    });
  }
  return named as ReportFormat[];
}

async function writeFormats(made: Report, folder: string, formats: ReportFormat[]): Promise<string[]> {
  return await Promise.all(
    formats.map(async (format) => {
      const file = join(folder, reportFiles[format]);
      await writeClean(file, await reportText(made, format));
      return file;
    }),
  );
}

/** A run that came to its end. */
export interface EndedRun {
  /** All lines of its ledgers. */
  entries: readonly Entry[];
  verdict: RunVerdict;
  /** Path of its HTML report. */
  report: string;
}

/**
 * Ends the ledger of a run with its phases and counts, judges it, writes all reports, and tells GitHub when it is there. A report
 * that cannot be made is told and takes nothing from the verdict.
 * @throws UsageError LEDGER_NEWER, and what reading the ledgers throws
 */
export async function endRun(
  folder: string,
  { progress, counts }: Pick<CommandContext, 'progress'> & { counts?: Counts },
): Promise<EndedRun> {
  await endLedger(folder, { progress, counts });
  const entries = readRun(folder);
  const verdict = verdictOf(entries);
  try {
    const made = reportOf({ folder, entries, verdict });
    await writeFormats(made, folder, all);
    await tellGitHub(made);
  } catch (error) {
    progress.line(`the report could not be written: ${explain(error)}`);
  }
  return { entries, verdict, report: join(folder, reportFiles.html) };
}

/** A saved run as a report. */
function savedReport(folder: string): Report {
  const entries = readRun(folder);
  return reportOf({ folder, entries, verdict: verdictOf(entries) });
}

/**
 * Ends a run that its user has interrupted: a line in its ledger, and the reports of what was run so far, whose verdict is
 * `interrupted`.
 */
export async function reportInterrupted(
  folder: string,
  { progress, signal }: Pick<CommandContext, 'progress' | 'signal'>,
): Promise<void> {
  {
    using ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
    ledger.append(events.runInterrupted, { reason: explain(signal.reason) });
  }
  const { report } = await endRun(folder, { progress });
  progress.line(`report of what was run so far: ${shown(report)}`);
}

async function endLedger(
  folder: string,
  { progress, counts }: { progress: Progress; counts: Counts | undefined },
): Promise<void> {
  using ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  const { passed = 0, failed = 0, skipped = 0, known = 0 } = counts ?? {};
  const own = counts && { counts: { passed, failed, skipped, known } };
  ledger.append(events.runEnded, { phases: progress.phases, ...own });
}

async function tellGitHub(made: Report, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (env.GITHUB_STEP_SUMMARY) await appendClean(env.GITHUB_STEP_SUMMARY, `${markdownSummary(made)}\n`);
  // On standard error, which GitHub reads as well: standard output may be somebody's JSON.
  if (env.GITHUB_ACTIONS) for (const line of annotations(made)) process.stderr.write(`${line}\n`);
}
