import { exitCodes, UsageError } from '../errors.ts';
import { expectedOn, type Regression, regressions } from '../regression/index.ts';
import type { CommandContext } from './command.ts';
import { boot } from './run.ts';
import { runVitest, type SuiteResult } from './vitest.ts';

/**
 * Runs the suites of known bugs on one version and prints for each whether the version has it. Returns the exit code:
 * 0 when it has none of them.
 * @throws UsageError REGRESSION_UNKNOWN naming those there are
 */
export async function regression({ ids, ...context }: CommandContext & { ids: string[] }): Promise<number> {
  const chosen = choose(ids);
  const { flags, progress, signal } = context;
  const lines: string[] = [];
  let red = 0;
  await using cluster = await boot(flags, { progress, signal });
  const [version = ''] = cluster.versions;
  const env = { NOMAD_E2E_CLUSTER: cluster.owned.descriptorFile, NOMAD_E2E_RUN: cluster.runDir };
  for (const each of chosen) {
    const result = await progress.phase(each.id, () =>
      runVitest({ projects: ['suites'], filters: [each.suite], env, signal }),
    );
    red += result.failed > 0 ? 1 : 0;
    lines.push(inWords(each, version, result));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return red > 0 ? exitCodes.testFailure : exitCodes.ok;
}

/** Only a failed assertion shows the bug: a suite that broke on its way to it has judged nothing. */
function inWords(each: Regression, version: string, { failed, failures }: SuiteResult): string {
  const name = `${each.id} (nomad#${each.issue}) on ${version}`;
  const other = failures.find((message) => !message.startsWith('AssertionError'));
  if (failed > 0 && (other || failures.length === 0))
    return `${name} could not be judged: ${other ?? 'no test ran'}`;
  const red = failed > 0;
  const expected = expectedOn(each, version);
  const surprise =
    expected !== 'either' && red !== (expected === 'red') ? `, though it was expected ${expected}` : '';
  return `${name} is ${red ? `red: ${each.what}` : 'green'}${surprise}`;
}

/** All of them when none is named. */
function choose(ids: string[]): readonly Regression[] {
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
