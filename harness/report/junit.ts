import { bugName } from '../evidence/index.ts';
import { least } from '../median.ts';
import { escaped } from './html/escape.ts';
import type { Report } from './model/report.ts';
import { isRed, type TestReport } from './model/tests.ts';

/**
 * The run as JUnit XML: a suite a file, times in seconds. Findings of a judge (a rehearsal's, chaos's, broken rules) are
 * cases of a suite of their own, so that a CI that only knows JUnit is red when the verdict is. JUnit has no word for a
 * test that showed a known bug: it is a skipped one with a property `known-bug`.
 */
export function junit(report: Report): string {
  const byFile = [...Map.groupBy(report.tests, ({ file }) => file)];
  const suites = byFile.map(([file, tests]) => suiteOf(file, tests, report.began));
  const all = [...suites, verdictSuite(report)];
  const sum = (of: 'tests' | 'failures' | 'skipped') => all.reduce((total, each) => total + each[of], 0);
  const name = `nomad-e2e ${report.id}: ${report.subject}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, tests: sum('tests'), failures: sum('failures'), skipped: sum('skipped'), time: seconds(report.durationMs) })}>`,
    ...all.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  tests: number;
  failures: number;
  skipped: number;
  xml: string;
}

function suite(name: string, cases: readonly string[], { failures = 0, skipped = 0, ...more }): Suite {
  const counts = { tests: cases.length, failures, skipped };
  const head = attributes({ name, ...counts, ...more });
  return { ...counts, xml: `<testsuite${head}>\n${cases.join('\n')}\n</testsuite>` };
}

function suiteOf(file: string, tests: readonly TestReport[], began: number): Suite {
  const begin = least(tests.map((test) => test.begin));
  const time = tests.reduce((total, test) => total + test.end - test.begin, 0);
  return suite(file, tests.map(caseOf), {
    failures: tests.filter(isRed).length,
    skipped: tests.filter(({ status }) => status === 'skipped' || status === 'known').length,
    timestamp: new Date(began + begin).toISOString().slice(0, 19),
    time: seconds(time),
  });
}

function caseOf({
  file,
  title,
  begin,
  end,
  status,
  failures,
  bundle,
  skipReason,
  known,
}: TestReport): string {
  const head = attributes({ classname: file, name: title, file, time: seconds(end - begin) });
  if (status === 'passed') return `<testcase${head}/>`;
  if (status === 'skipped') {
    return `<testcase${head}><skipped${attributes({ message: skipReason ?? '' })}/></testcase>`;
  }
  if (known) {
    const bug = `<properties><property${attributes({ name: 'known-bug', value: known.id })}/></properties>`;
    const message = `known bug ${bugName(known)}: ${known.what}`;
    const said = `<system-out>${escaped(known.reason)}</system-out>`;
    return `<testcase${head}>${bug}<skipped${attributes({ message })}/>${said}</testcase>`;
  }
  const message =
    failures[0]?.message ?? (status === 'unfinished' ? 'the run ended before it did' : 'failed');
  const more = [
    ...failures.map((failure) => [failure.message, failure.at].filter(Boolean).join('\nat ')),
    ...(bundle ? [`failure bundle: ${bundle}`] : []),
  ].join('\n\n');
  return failed(head, message, more);
}

function failed(head: string, message: string, more: string): string {
  const said = attributes({ message: message.split('\n')[0] ?? '' });
  return `<testcase${head}><failure${said}${more === '' ? '/>' : `>${escaped(more)}</failure>`}</testcase>`;
}

function verdictSuite({ findings, verdict, outcome, kind }: Report): Suite {
  const stops = findings.filter(({ severity }) => severity !== 'note');
  const head = attributes({ classname: kind, name: `verdict: ${verdict}` });
  const alone = outcome === 'good' ? `<testcase${head}/>` : failed(head, verdict, '');
  const cases = stops.map(({ rule, message }) =>
    failed(attributes({ classname: kind, name: rule }), message, message),
  );
  const bodies = cases.length === 0 ? [alone] : cases;
  return suite('verdict', bodies, { failures: outcome === 'good' ? 0 : bodies.length });
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll(/[\n\r\t]/g, ' ')}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
