import { explain } from '../errors.ts';
import { type Counts, type Entry, events, type RunFolder } from '../evidence/index.ts';
import type { RunVerdict } from '../judge/index.ts';
import {
  annotations,
  hasFormat,
  markdownSummary,
  type Report,
  type ReportFormat,
  reportFiles,
  reportOf,
  reportText,
} from '../report/index.ts';
import { appendClean, writeClean, writeCommand } from '../secrets/index.ts';
import type { RunContext } from './options.ts';
import type { Progress } from './progress.ts';
import { readRun } from './saved.ts';
import { shown } from './shown.ts';
import { verdictOf } from './verdict.ts';

/** All formats that a report has. */
export const reportFormats = Object.keys(reportFiles) as ReportFormat[];

/** A run that came to its end. */
export interface EndedRun {
  /** All lines of its ledgers. */
  entries: readonly Entry[];
  verdict: RunVerdict;
  /** Path of its HTML report. */
  report: string;
}

/**
 * Ends the ledger of a run with its phases and counts, judges it, writes all reports, and writes GitHub's summary on GitHub. A report
 * that cannot be written is reported and does not change the verdict.
 * @throws UsageError LEDGER_NEWER, and what reading the ledgers throws
 */
export async function endRun(
  folder: RunFolder,
  { progress, counts }: Pick<RunContext, 'progress'> & { counts?: Counts },
): Promise<EndedRun> {
  await endLedger(folder, { progress, counts });
  const entries = readRun(folder);
  const verdict = verdictOf(entries);
  try {
    const made = reportOf({ folder: folder.path, entries, verdict });
    await writeReports(made, folder, reportFormats);
    await annotateGitHub(made);
  } catch (error) {
    progress.line(`the report could not be written: ${explain(error)}`);
  }
  return { entries, verdict, report: folder.file(reportFiles.html) };
}

/**
 * Ends a run that its user has interrupted: a line in its ledger, and the reports of what was run so far, whose verdict is
 * `interrupted`.
 */
export async function reportInterrupted(
  folder: RunFolder,
  { progress, signal }: Pick<RunContext, 'progress' | 'signal'>,
): Promise<void> {
  {
    using ledger = await folder.openLedger();
    ledger.append(events.runInterrupted, { reason: explain(signal.reason) });
  }
  const { report } = await endRun(folder, { progress });
  progress.line(`report of what was run so far: ${shown(report)}`);
}

async function endLedger(
  folder: RunFolder,
  { progress, counts }: { progress: Progress; counts: Counts | undefined },
): Promise<void> {
  using ledger = await folder.openLedger();
  const { passed = 0, failed = 0, skipped = 0, known = 0 } = counts ?? {};
  const own = counts && { counts: { passed, failed, skipped, known } };
  ledger.append(events.runEnded, { phases: progress.phases, ...own });
}

async function annotateGitHub(made: Report): Promise<void> {
  const { env } = process;
  if (env.GITHUB_STEP_SUMMARY) await appendClean(env.GITHUB_STEP_SUMMARY, `${markdownSummary(made)}\n`);
  // On standard error, which GitHub reads as well: standard output may be somebody's JSON.
  if (env.GITHUB_ACTIONS) for (const line of annotations(made)) writeCommand(process.stderr, line);
}

/** Writes a run's report into its folder, in those of these formats that it has. Returns the paths. */
export async function writeReports(
  made: Report,
  folder: RunFolder,
  formats: readonly ReportFormat[],
): Promise<string[]> {
  return await Promise.all(
    formats
      .filter((format) => hasFormat(made, format))
      .map(async (format) => {
        const file = folder.file(reportFiles[format]);
        await writeClean(file, await reportText(made, format));
        return file;
      }),
  );
}
