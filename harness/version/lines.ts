import { numbersOf } from './numbers.ts';

/**
 * Nomad's release lines in the order of their release. 2.0 followed 1.11: what was planned as the next line of major 1
 * became 2.0 (Nomad v2.0.5, nomad/leader.go, minVersionPlanLeanJob). Since then a line comes every April, with a new
 * major, and every October (Nomad docs, global/partials/version-eol-chart.mdx), so a line that is not listed may exist.
 */
const lines = [
  ...['0.12', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11'],
  ...['2.0', '2.1'],
];

/** How far apart two versions are. */
export interface Distance {
  /** Steps from one line to the next; 0 within a line, below 0 to an older line. */
  lines: number;
  /** False where a line is not in the list, so that more lines may lie between. */
  exact: boolean;
}

/** The release line of a version or build, such as `2.0` of `2.0.6-dev`. @throws UsageError BINARY_VERSION_INVALID */
export function lineOf(version: string): string {
  const [major, minor] = numbersOf(version);
  return `${major}.${minor}`;
}

/** How many release lines it is from one version to the other. @throws UsageError BINARY_VERSION_INVALID */
export function linesBetween(from: string, to: string): Distance {
  const [a, b] = [lineOf(from), lineOf(to)];
  const exact = a === b || (lines.includes(a) && lines.includes(b));
  return { lines: a === b ? 0 : placeOf(b) - placeOf(a) || Math.sign(orderOf(b) - orderOf(a)), exact };
}

/** The line that comes `steps` after that of a version; undefined where the list does not say. */
export function lineAfter(version: string, steps: number): string | undefined {
  const at = lines.indexOf(lineOf(version));
  return at < 0 ? undefined : lines[at + steps];
}

/** A line that is not listed stands as near to the listed ones as it can. */
function placeOf(line: string): number {
  const at = lines.indexOf(line);
  if (at >= 0) return at;
  const later = lines.findIndex((each) => orderOf(each) > orderOf(line));
  return later < 0 ? lines.length : later - 1;
}

function orderOf(line: string): number {
  const [major = 0, minor = 0] = line.split('.').map(Number);
  return major * 1000 + minor;
}
