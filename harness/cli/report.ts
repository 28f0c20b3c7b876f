import { exitCodes, UsageError } from '../errors.ts';
import type { RunFolder } from '../evidence/index.ts';
import {
  compareRuns,
  compareText,
  hasFormat,
  isWorse,
  type Report,
  type ReportFormat,
  reportOf,
} from '../report/index.ts';
import { readRun, reportFormats, savedRun, shown, verdictOf, writeReports } from '../run/index.ts';

export interface ReportOptions {
  run: string | undefined;
  /** Two runs, the earlier first. */
  compare: string[] | undefined;
  /** Names of formats with commas between; of a comparison `text` or `json`. */
  format: string | undefined;
}

/**
 * Writes the reports of a saved run into its folder and prints their paths, or compares two runs. Returns the exit code:
 * 1 for a comparison with new failures, 0 for the report of a failed run.
 * @throws UsageError FLAG_INVALID, RUN_UNKNOWN
 */
export async function report({ run, compare, format }: ReportOptions): Promise<number> {
  if (compare) return compareSaved(compare, format ?? 'text');
  if (run === undefined) {
    throw new UsageError('FLAG_INVALID', 'report needs the folder or id of a run, or --compare', {
      next: 'npx nomad-e2e report runs/<id>',
    });
  }
  const formats = formatsOf(format);
  const folder = savedRun(run, { next: 'npx nomad-e2e report runs/<id>' });
  const made = savedReport(folder);
  if (format !== undefined) requireFormats(made, formats);
  for (const file of await writeReports(made, folder, formats)) {
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

/** @throws UsageError FLAG_INVALID for a format that was asked for and that the run does not have */
function requireFormats(made: Report, formats: readonly ReportFormat[]): void {
  const missing = formats.find((name) => !hasFormat(made, name));
  if (missing === undefined) return;
  throw new UsageError('FLAG_INVALID', `--format ${missing} is of rehearsals, and ${made.id} is none`, {
    next: 'npx nomad-e2e report runs/<id of an upgrade> --format runbook',
  });
}

function formatsOf(given: string | undefined): ReportFormat[] {
  const named = given?.split(',').map((name) => name.trim()) ?? reportFormats;
  for (const name of named) {
    if (reportFormats.includes(name as ReportFormat)) continue;
    throw new UsageError(
      'FLAG_INVALID',
      `--format ${name} cannot be used: it takes ${reportFormats.join(', ')}`,
      {
        next: 'npx nomad-e2e report --help',
      },
    );
  }
  return named as ReportFormat[];
}

/** A saved run as a report. */
function savedReport(folder: RunFolder): Report {
  const entries = readRun(folder);
  return reportOf({ folder: folder.path, entries, verdict: verdictOf(entries) });
}
