import { markdownSummary } from './github.ts';
import { htmlPage } from './html/page.ts';
import { junit } from './junit.ts';
import type { Report } from './model/report.ts';
import { prometheusText } from './prometheus.ts';
import { chromeTrace } from './trace.ts';

/** The formats that a run is reported in, and the name of each one's file in the run's folder. */
export const reportFiles = {
  html: 'report.html',
  junit: 'junit.xml',
  summary: 'summary.md',
  trace: 'trace.json',
  prometheus: 'metrics.prom',
} as const;

export type ReportFormat = keyof typeof reportFiles;

/** The text of a report in one format. */
export async function reportText(report: Report, format: ReportFormat): Promise<string> {
  if (format === 'html') return await htmlPage(report);
  return { junit, summary: markdownSummary, trace: chromeTrace, prometheus: prometheusText }[format](report);
}
