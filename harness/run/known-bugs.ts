import { explain, HarnessError } from '../errors.ts';
import { type Judged, judge, type Regression, unjudged } from '../regression/index.ts';
import { boot } from './boot.ts';
import type { ClusterOptions, RunContext } from './options.ts';
import { runVitest } from './suites-process.ts';

/**
 * Runs the suites of these bugs on one binary: on one cluster, but for those that replace agents, which get one each.
 * A cluster that does not come up leaves its rows unjudged.
 */
export async function judgeRows(
  rows: readonly Regression[],
  binary: ClusterOptions['binary'],
  context: RunContext,
): Promise<Judged[]> {
  const shared = rows.filter(({ from }) => from === undefined);
  const judged = shared.length > 0 ? await onOneCluster(shared, binary, context) : [];
  for (const row of rows) {
    if (row.from !== undefined) judged.push(...(await onOneCluster([row], binary, context, row.from)));
  }
  return judged;
}

async function onOneCluster(
  rows: readonly Regression[],
  binary: ClusterOptions['binary'],
  { flags, progress, signal }: RunContext,
  from?: string,
): Promise<Judged[]> {
  const start = from === undefined ? binary : { version: from };
  const upgradeTo = from === undefined ? {} : { upgradeTo: binary };
  try {
    const needsThree = rows.some((row) => row.servers === 3);
    const servers = flags.servers === 1 && needsThree ? 3 : flags.servers;
    const shape = { ...flags, binary: start, servers };
    await using cluster = await boot(shape, { progress, signal, ...upgradeTo });
    const env = { NOMAD_E2E_CLUSTER: cluster.owned.descriptorFile, NOMAD_E2E_RUN: cluster.folder.path };
    const name = rows.map(({ id }) => id).join(' ');
    const filters = rows.map(({ suite }) => suite);
    const run = () => runVitest({ projects: ['suites', 'solo'], filters, env, signal });
    const { files } = await progress.phase(name, run, { alone: true });
    const version = cluster.binaries.at(-1)?.version ?? '';
    return rows.map((row) => ({
      row,
      version,
      ...(from !== undefined && { from }),
      ...judge(
        files.find(({ file }) => file === row.suite),
        row,
      ),
    }));
  } catch (error) {
    if (signal.aborted || !(error instanceof HarnessError) || error.exitCode === 2) throw error;
    progress.line(explain(error));
    const reason = `${error.code}: ${error.message}`;
    return rows.map((row) => ({
      row,
      version: binary.version ?? '',
      ...(from !== undefined && { from }),
      ...unjudged(reason),
    }));
  }
}
