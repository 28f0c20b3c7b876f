import { type Finding, type Severity, type Verdict, verdictFrom } from '../judge/index.ts';
import type { Regression } from './bug.ts';
import { expectedOn } from './expect.ts';
import type { Judgement } from './judge.ts';
import type { Trial } from './trials.ts';

/** What one suite showed of one version. */
export interface Judged extends Judgement {
  row: Regression;
  version: string;
  /** The version that the cluster started with, where the suite then replaced its agents. */
  from?: string;
}

/** The verdict on a version: bad where it has a bug, unknown where one could not be judged, or none was. */
export function versionVerdict(judged: readonly Judged[]): Verdict {
  return verdictFrom([
    ...judged.flatMap((each) => (each.colour === 'red' ? [finding('stop', 'bug-shown', each)] : [])),
    ...unproven(judged),
  ]);
}

/**
 * The verdict on the table: bad where a version showed other than the table says, unknown where one could not be judged or is not
 * available here. `available` asks for those alone that are.
 */
export function tableVerdict(
  judged: readonly Judged[],
  missing: readonly Trial[],
  { available }: { available: boolean },
): Verdict {
  return verdictFrom([
    ...judged.flatMap((each) => (isSurprise(each) ? [finding('stop', 'unexpected', each)] : [])),
    ...unproven(judged),
    ...missing.map(({ row, version }) => ({
      severity: available ? ('note' as const) : ('unknown' as const),
      rule: 'version-unavailable',
      message: `${row.id}: Nomad ${version} is not available here`,
    })),
  ]);
}

/** Whether a version showed other than the table says; what may go either way is none. */
export function isSurprise({ row, version, colour }: Judged): boolean {
  // A cluster that did not come up has no version.
  if (colour === 'unjudged') return false;
  const expected = expectedOn(row, version);
  return expected !== 'either' && colour !== expected;
}

function unproven(judged: readonly Judged[]): Finding[] {
  if (judged.length === 0)
    return [{ severity: 'unknown', rule: 'nothing-tried', message: 'no bug was tried' }];
  return judged.flatMap((each) => (each.colour === 'unjudged' ? [finding('unknown', 'unjudged', each)] : []));
}

function finding(severity: Severity, rule: string, { row, version, colour, reason }: Judged): Finding {
  return { severity, rule, message: `${row.id} on ${version}: ${reason || colour}` };
}
