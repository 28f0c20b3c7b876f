import { compareVersions, isBefore, lineOf } from '../version/index.ts';
import type { NomadBug } from './bug.ts';
import { knownBugs } from './table.ts';

/**
 * Whether the suite of a bug should be red on a version: `red` while the version has the bug, `green` before its first
 * and from its first good version on. `either` for a bug that shows only in some runs, and, where the first version that
 * has it is unknown, for versions before the bad one, which may be older than the bug; also for a build on the way to the
 * release that brought the bug, corrected it or brought it back.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function expectedOn(bug: NomadBug, version: string): 'red' | 'green' | 'either' {
  const { since, bad, back, always = true } = bug;
  const firstGood = firstGoodOf(bug, version);
  if ([since, firstGood, back].some((release) => isOnTheWay(version, release))) return 'either';
  if (back !== undefined && !isBefore(version, back)) return always ? 'red' : 'either';
  if (isCorrected(bug, version)) return 'green';
  if (since !== undefined && isBefore(version, since)) return 'green';
  return !always || isBefore(version, since ?? bad) ? 'either' : 'red';
}

/** Whether a version has this bug of the table in some of its runs at least. */
export function mayHave(id: string, version: string): boolean {
  const bug = knownBugs.find((each) => each.id === id);
  return bug !== undefined && expectedOn(bug, version) !== 'green';
}

type Correction = Pick<NomadBug, 'firstGood' | 'backports'>;

/** Whether a version has a correction, by its line where it was backported to that. */
function isCorrected(correction: Correction, version: string): boolean {
  const firstGood = firstGoodOf(correction, version);
  return firstGood !== undefined && !isBefore(version, firstGood);
}

/** The first good version of the line of a version, where the correction was backported to it; else that of all lines. */
function firstGoodOf({ firstGood, backports = [] }: Correction, version: string): string | undefined {
  return backports.find((each) => lineOf(each) === lineOf(version)) ?? firstGood;
}

/** Whether a version is a development build or a pre-release of a release. */
function isOnTheWay(version: string, release: string | undefined): boolean {
  return release !== undefined && !isBefore(version, release) && compareVersions(version, release) < 0;
}
