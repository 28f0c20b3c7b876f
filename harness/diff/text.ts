import type { Change } from './change.ts';
import type { Comparison } from './compare.ts';

/** Names of jobs in one line; the file of the comparison has all of them. */
const jobsInLine = 4;

/** The comparison as a reader is told it: a line for each change, then what was left out. */
export function comparisonText(comparison: Comparison): string {
  const { from, to, changes } = comparison;
  const [changed, after] = [
    changes.filter((each) => !each.onlyAfter),
    changes.filter((each) => each.onlyAfter),
  ];
  return [
    changed.length > 0
      ? `what changed between ${from} and ${to}:`
      : `nothing changed between ${from} and ${to}`,
    ...changed.map(line),
    ...(after.length > 0
      ? [`what neither does, but a cluster that was upgraded from ${from} to ${to}:`, ...after.map(line)]
      : []),
    ...leftOut(comparison),
    '',
  ].join('\n');
}

/** A change in one line, with some of the jobs that show it. */
export function changeInWords({ words, files }: Change): string {
  return files.length > 0 ? `${words} (${jobsInWords(files)})` : words;
}

const line = (change: Change) => `- ${changeInWords(change)}`;

/** Where many jobs show a change, with which variables is no news. */
function jobsInWords(files: string[]): string {
  if (files.length <= jobsInLine) return files.join(', ');
  const names = [...new Set(files.map((file) => file.split(' ')[0]))];
  const more = names.length > jobsInLine ? ` and ${names.length - jobsInLine} more` : '';
  return `${names.slice(0, jobsInLine).join(', ')}${more}`;
}

function leftOut({
  tests,
  facts,
  varying,
  failed,
  unread,
  brokenByUpgrade,
  otherParsers,
}: Comparison): string[] {
  return [
    `compared: ${facts} facts of ${tests} tests; left out as varying by themselves: ${varying}`,
    ...(otherParsers.length > 0 ? [`not compared, answers to parse: ${otherParsers.join('; ')}`] : []),
    ...Object.entries(failed).flatMap(([side, names]) =>
      names.map((name) => `not compared, failed on ${side}: ${name}`),
    ),
    ...brokenByUpgrade.map((name) => `passes on both versions and fails after the upgrade: ${name}`),
    ...unread.map((each) => `not compared, could not be read: ${each.split('\n')[0]}`),
  ];
}
