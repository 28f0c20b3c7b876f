import { measures } from '../disruption/index.ts';
import { bugName } from '../evidence/index.ts';
import type { Decision } from './model/decision.ts';
import type { Report } from './model/report.ts';
import { isRed, type TestReport } from './model/tests.ts';
import { fenceAround, plain } from './plain.ts';
import { adviceLine } from './runbook.ts';
import { counted, duration } from './words.ts';

/** GitHub shows a step's summary up to 1 MiB; what is cut here is in the report. */
const failuresShown = 20;
const slowestShown = 5;

/** The run as markdown, for the summary of a CI job. Texts of the ledger stand in it as text, not as markup. */
export function markdownSummary(report: Report): string {
  const { verdict, outcome, subject, counts, findings, decision, tests, durationMs, id } = report;
  const red = tests.filter(isRed);
  const slowest = [...tests].sort((a, b) => b.end - b.begin - (a.end - a.begin)).slice(0, slowestShown);
  const told = Object.entries(counts).flatMap(([status, count]) => (count > 0 ? [`${count} ${status}`] : []));
  return [
    `## ${{ good: '✅', bad: '❌', unknown: '❔' }[outcome]} ${verdict}: ${plain(subject)}`,
    '',
    `${told.join(', ') || 'no tests'} in ${duration(durationMs)} (run \`${id}\`)`,
    ...(decision ? decisionLines(decision) : []),
    ...section(
      'Findings',
      (decision ? [] : findings).map(
        ({ severity, rule, message }) =>
          `- ${severity === 'note' ? severity : `**${severity.toUpperCase()}**`} \`${rule}\`: ${plain(message)}`,
      ),
    ),
    ...section(
      `Red: ${counted(red.length, 'test')}`,
      red.length === 0 ? [] : red.slice(0, failuresShown).flatMap(redTest),
    ),
    ...section('Known bugs', tests.flatMap(knownLine)),
    ...(report.steps.length > 0 ? ['', ...stepTable(report)] : []),
    ...section(
      'Slowest tests',
      tests.length === 0
        ? []
        : slowest.map((each) => `- ${duration(each.end - each.begin)} ${plain(each.title)}`),
    ),
    '',
  ].join('\n');
}

/** What to do, before all else of a rehearsal; how is in the runbook. */
function decisionLines({ before, during, after, back }: Decision): string[] {
  const parts = Object.entries({ Before: before, During: during, After: after, 'The way back': back });
  return [
    ...parts.flatMap(([title, advice]) => section(title, advice.map(adviceLine))),
    ...['', 'The steps with their commands are in `runbook.md`.'],
  ];
}

/**
 * GitHub's workflow commands that mark a red test at its suite's line (docs: workflow commands, setting an error message).
 */
export function annotations({ tests }: Report): string[] {
  return tests.filter(isRed).map(({ file, title, failures }) => {
    const [failure] = failures;
    const [, path = file, line = '1', col = '1'] = /^(.+):(\d+):(\d+)$/.exec(failure?.at ?? '') ?? [];
    const told =
      property(`file=`, path) +
      property(',line=', line) +
      property(',col=', col) +
      property(',title=', title);
    return `::error ${told}::${commandText(failure?.message ?? 'the test is red, see the report')}`;
  });
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];
}

function redTest({ title, file, failures, bundle }: TestReport): string[] {
  const text = failures
    .map(({ message }) => message)
    .join('\n')
    .slice(0, 1500);
  const fence = fenceAround(text);
  return [
    `- **${plain(title)}** (\`${failures[0]?.at ?? file}\`)${bundle ? `, bundle \`${bundle}\`` : ''}`,
    ...(text ? ['', `${fence}text`, text, fence, ''] : []),
  ];
}

function knownLine({ known, title }: TestReport): string[] {
  return known ? [`- \`${known.id}\` ${plain(`${bugName(known)}: ${known.what}`)} (${plain(title)})`] : [];
}

function stepTable({ steps }: Report): string[] {
  const ms = (value: number | undefined) => {
    if (value === undefined) return '–';
    return value === 0 ? 'none' : duration(value);
  };
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const titles = [
    'Step',
    'Agent away',
    ...measures.map(({ title }) => title),
    'Streams cut',
    'Tasks changed',
  ];
  return [
    row(titles),
    row(titles.map(() => '---')),
    ...steps.map(({ name, downMs, costs, cuts, changes }) =>
      row([
        plain(name),
        ms(downMs),
        ...costs.map((cost) => (cost.ms === undefined ? 'not measured' : ms(cost.ms))),
        String(cuts),
        String(changes.length),
      ]),
    ),
  ];
}

function property(name: string, text: string): string {
  return `${name}${commandText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')}`;
}

function commandText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
