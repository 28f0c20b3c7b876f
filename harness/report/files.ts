import { markdownSummary } from './github.ts';
import { htmlPage } from './html/page.ts';
import { junit } from './junit.ts';
import type { Report } from './model/report.ts';
import { prometheusText } from './prometheus.ts';
import { runbookText } from './runbook.ts';
import { chromeTrace } from './trace.ts';

/** The formats that a run is reported in, and the name of each one's file in the run's folder. */
export const reportFiles = {
  html: 'report.html',
  junit: 'junit.xml',
  summary: 'summary.md',
  trace: 'trace.json',
  prometheus: 'metrics.prom',
  runbook: 'runbook.md',
} as const;

export type ReportFormat = keyof typeof reportFiles;

/** Whether a run has a report of this format: a runbook is of rehearsals only. */
export const hasFormat = ({ runbook }: Report, format: ReportFormat): boolean =>
  format !== 'runbook' || runbook !== undefined;

/** The text of a report in one format. @throws Error for a format that the run does not have */
export async function reportText(report: Report, format: ReportFormat): Promise<string> {
  if (format === 'html') return await htmlPage(report);
  const texts = { junit, summary: markdownSummary, trace: chromeTrace, prometheus: prometheusText };
  return { ...texts, runbook: runbookText }[format](report);
}
