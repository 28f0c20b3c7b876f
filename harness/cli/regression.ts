import { UsageError } from '../errors.ts';
import { exitCodeOf } from '../judge/index.ts';
import {
  expectedOn,
  isSurprise,
  type Judged,
  type Regression,
  regressions,
  versionVerdict,
} from '../regression/index.ts';
import { judgeRows, type RunContext, withChosenBinary } from '../run/index.ts';
import { parseVersion } from '../version/index.ts';

export interface RegressionOptions extends RunContext {
  ids: string[];
  /** Version to start with, for bugs of an upgrade; that of the table unless given. */
  from: string | undefined;
}

/**
 * Runs the suites of known bugs on one version and prints for each whether the version has it. Returns the exit code:
 * 0 when it has none of them, 1 when it has one, else 3 when one could not be judged.
 * @throws UsageError REGRESSION_UNKNOWN naming those there are, FLAG_INVALID for a `from` that nothing starts with
 */
export async function regression({ ids, from, ...given }: RegressionOptions): Promise<number> {
  const { progress } = given;
  const chosen = startingWith(from, chooseRows(ids));
  // An upgrade that nobody asked for may be a path that Nomad does not support.
  const rows = ids.length > 0 ? chosen : chosen.filter((row) => row.from === undefined);
  for (const { id } of chosen.filter((row) => !rows.includes(row))) {
    progress.line(`${id} is not run, because it upgrades a cluster: name it to run it`);
  }
  const { context } = await withChosenBinary(given);
  const judged = await judgeRows(rows, context.flags.binary, context);
  process.stdout.write(`${judged.map(inWords).join('\n')}\n`);
  return exitCodeOf(versionVerdict(judged).outcome);
}

/** What was seen, in one line, and whether that is a surprise. */
export function inWords(judged: Judged): string {
  const { row, version, from, colour, reason } = judged;
  const on = from === undefined ? version : `${from} upgraded to ${version}`;
  const name = `${row.id} (nomad#${row.issue}) on ${on}`;
  if (colour === 'unjudged') return `${name} could not be judged: ${reason}`;
  const result = colour === 'red' ? `failed: ${row.what}: ${reason}` : 'passed';
  const expected = expectedOn(row, version) === 'red' ? 'fail' : 'pass';
  return `${name} ${result}${isSurprise(judged) ? `, though it was expected to ${expected}` : ''}`;
}

/** All of them when none is named. @throws UsageError REGRESSION_UNKNOWN */
export function chooseRows(ids: readonly string[]): readonly Regression[] {
  const known = regressions.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id.toUpperCase()));
  if (unknown.length > 0) {
    throw new UsageError('REGRESSION_UNKNOWN', `there is no regression ${unknown.join(', ')}`, {
      observed: `there are: ${known.join(', ')}`,
      next: 'npx nomad-e2e regression',
    });
  }
  return ids.length === 0
    ? regressions
    : regressions.filter(({ id }) => ids.some((named) => named.toUpperCase() === id));
}

function startingWith(from: string | undefined, rows: readonly Regression[]): readonly Regression[] {
  if (from === undefined) return rows;
  const version = parseVersion(from);
  if (rows.some((row) => row.from !== undefined)) {
    return rows.map((row) => (row.from === undefined ? row : { ...row, from: version }));
  }
  throw new UsageError(
    'FLAG_INVALID',
    `--from ${from} cannot be used: none of these bugs is caused by an upgrade`,
    {
      next: 'npx nomad-e2e regression U1 --from 1.5.3 --nomad-version 1.5.4',
    },
  );
}
