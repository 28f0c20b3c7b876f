import { correctionOf, isVersion } from '../version/index.ts';
import type { KnownBug, NomadBug } from './bug.ts';
import { expectedOn } from './expect.ts';
import { latentBugs } from './latent.ts';
import { knownBugs } from './table.ts';

/** How a test of a bug ends; `known`: the version has the bug, and the test showed it for the bug's own reason. */
export type BugVerdict =
  | { status: 'passed' }
  | { status: 'known' }
  /** `contradicts`: it passed, and the table says that the version has the bug. */
  | { status: 'failed'; contradicts: boolean; message: string };

/** What a test says that passed where the table has the bug; `judge` knows it by this. */
export const contradiction = 'passed here, but the table says that Nomad';

/** What a test says that showed a bug which the table does not have on its version; `judge` knows it by this. */
export const shownWhereFixed = (id: string) => `this is bug ${id}, which the table says Nomad`;

/**
 * Judges what the assertion of a bug's good behaviour said on a version: `failure` is undefined where it held, else all of
 * its message and of what it saw.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function judgeBug(bug: KnownBug, version: string, failure: string | undefined): BugVerdict {
  const expected = expectedOn(bug, version);
  const failed = (message: string, contradicts = false) => ({
    status: 'failed' as const,
    contradicts,
    message,
  });
  if (failure === undefined) {
    if (expected !== 'red') return { status: 'passed' };
    return failed(
      `${contradiction} ${version} has bug ${bug.id} (${correctionOf(bug)}): correct the table`,
      true,
    );
  }
  const shown = bug.evidence.test(failure);
  if (expected === 'green') {
    return failed(shown ? `${shownWhereFixed(bug.id)} ${version} does not have` : '');
  }
  if (shown) return { status: 'known' };
  return failed(`not excused by bug ${bug.id}, whose evidence is ${bug.evidence}`);
}

/** Behind what a version said, where a bug of the tables is the reason: its issue, the first good version and what to do. */
export function knownAs(version: string, said: string): string {
  const bugs: readonly NomadBug[] = [...knownBugs, ...latentBugs];
  const bug = bugs.find((each) => each.remedy && each.evidence.test(said));
  if (!bug || !isVersion(version) || expectedOn(bug, version) === 'green') return '';
  return ` (known as nomad#${bug.issue}, ${correctionOf(bug)}: ${bug.remedy})`;
}
