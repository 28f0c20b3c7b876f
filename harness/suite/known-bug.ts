import { inspect } from 'node:util';
import { BehaviourError, UsageError } from '../errors.ts';
import type { ShownBug } from '../evidence/index.ts';
import { type BugVerdict, judgeBug, type KnownBug, knownBugs } from '../regression/index.ts';

/** All of a value on one line, so that evidence is found wherever it stands. */
const wholeLine = { depth: null, breakLength: Number.POSITIVE_INFINITY, compact: true, maxArrayLength: null };

/** The versions of a cluster: the one that it runs, and the one that its agents are replaced by in the test. */
type Versions = { version: string; upgradeTo?: string | undefined };

/**
 * Asserts the good behaviour of a known bug of Nomad. Returns the bug where the version is known to have it and the
 * assertion failed for the bug's own reason; undefined where the assertion held.
 * @throws whatever else the assertion throws, and BehaviourError KNOWN_BUG_ABSENT where it held though the table has the
 * bug; UsageError KNOWN_BUG_INVALID for an id that the table does not have, or an assertion that is not over at once
 */
export function assertUnlessKnown(
  id: string,
  good: () => void,
  cluster: Versions,
  table: readonly KnownBug[] = knownBugs,
): ShownBug | undefined {
  const bug = table.find((each) => each.id === id);
  if (!bug) {
    throw new UsageError('KNOWN_BUG_INVALID', `the table of known bugs has no ${id}`, {
      observed: `it has ${table.map((each) => each.id).join(', ')}`,
      next: 'add it to harness/regression/rows',
    });
  }
  const error = assertionOf(good);
  const seen = error && `${error.message}\n${inspect(error.actual, wholeLine)}`;
  const verdict = verdictOf(bug, cluster, seen);
  if (verdict.status === 'passed') return undefined;
  if (verdict.status === 'failed') {
    if (error) throw withHint(error, verdict.message);
    throw new BehaviourError('KNOWN_BUG_ABSENT', verdict.message, {
      next: 'harness/regression/rows: set firstGood, or always: false if it shows only in some runs',
    });
  }
  const { issue, what, firstGood, back } = bug;
  return { id, issue, what, firstGood, back, reason: error?.message ?? '' };
}

/**
 * A bug of an upgrade is judged after it. Where agents are replaced, any other test may meet either version: what fits one
 * of them is no contradiction, and the rehearsal, which knows the version, judges by what was shown.
 */
function verdictOf(bug: KnownBug, { version, upgradeTo }: Versions, seen: string | undefined): BugVerdict {
  const verdict = judgeBug(bug, upgradeTo ?? version, seen);
  if (upgradeTo === undefined || bug.from !== undefined || verdict.status !== 'failed') return verdict;
  const before = judgeBug(bug, version, seen);
  return before.status === 'failed' ? verdict : before;
}

type Failure = Error & { actual?: unknown };

/** What the assertion threw; any other error is not the bug's, and goes on. */
function assertionOf(good: () => void): Failure | undefined {
  let answer: unknown;
  try {
    answer = good();
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') return error;
    throw error;
  }
  if (!(answer instanceof Promise)) return undefined;
  answer.catch(() => undefined);
  throw new UsageError('KNOWN_BUG_INVALID', 'the assertion of a known bug must be over at once', {
    next: 'await what it asserts on before, and call expect alone within knownBug',
  });
}

function withHint(error: Failure, hint: string): Failure {
  if (hint !== '') error.message += `\n${hint}`;
  return error;
}
