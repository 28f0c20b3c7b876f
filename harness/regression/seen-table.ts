import { markdownTable } from '../text.ts';
import type { Regression } from './bug.ts';
import type { Sighting } from './seen.ts';

const begin = '<!-- written by `npx nomad-e2e regression --all` from suites/regressions/seen.json -->';
const end = '<!-- end of the table -->';
const longestReason = 120;

/** The page with its table of bugs made anew. @throws Error when its two marks are not there */
export function withTable(page: string, rows: readonly Regression[], seen: readonly Sighting[]): string {
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`docs/regressions.md has no ${begin} … ${end}`);
  return `${before}${begin}\n\n${tableOf(rows, seen)}\n\n${end}${after}`;
}

function tableOf(bugs: readonly Regression[], seen: readonly Sighting[]): string {
  const head = ['Id', 'nomad#', 'The bug', 'Seen red on', 'Seen green on', 'Shown by'];
  const body = bugs.map((row) => {
    const own = seen.filter(({ id }) => id === row.id);
    const command = `\`npx nomad-e2e regression ${row.id} --nomad-version ${row.bad}\``;
    return [row.id, String(row.issue), row.what, redOf(row, own), greenOf(row, own), command];
  });
  return markdownTable([head, ...body]).join('\n');
}

/** Versions seen red with what the newest of them said, else why there is none. */
function redOf({ bad }: Regression, own: readonly Sighting[]): string {
  const red = own.filter(({ colour }) => colour === 'red');
  const last = red.at(-1);
  if (last) return `${red.map(versionIn).join(', ')}: ${shortened(last.reason)}`;
  const tried = own.find(({ version }) => version === bad);
  if (tried === undefined) return 'not seen red: never run';
  if (tried.colour === 'unavailable') return `not seen red: no bad version can be had (${bad})`;
  if (tried.colour === 'green') return `not seen red: ${versionIn(tried)} is green`;
  return `not seen red: ${versionIn(tried)} could not be judged: ${shortened(tried.reason)}`;
}

function greenOf({ firstGood }: Regression, own: readonly Sighting[]): string {
  const green = own.filter(({ colour }) => colour === 'green');
  if (green.length > 0) return green.map(versionIn).join(', ');
  return `not seen green (${firstGood})`;
}

const versionIn = ({ version, from }: Sighting) => (from === undefined ? version : `${from} → ${version}`);

/** One line, without the name of the comparison and without ids that differ from run to run. */
function shortened(reason: string): string {
  const [first = ''] = reason.split('\n');
  const line = first
    .replace(/ \/\/ Object\.is equality$/, '')
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '‹id›');
  return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
}
