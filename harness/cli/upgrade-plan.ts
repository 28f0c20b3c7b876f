import { placeInWords, planBinary } from '../binary/index.ts';
import { heartbeatGraceMs } from '../cluster/index.ts';
import { exitCodes, HarnessError } from '../errors.ts';
import { upgradeSuites } from '../run/index.ts';
import { hide, secretsIn } from '../secrets/index.ts';
import { boundsFor, planInWords, planUpgrade } from '../upgrade/index.ts';
import { refuseBrokenPath, requireClients, type UpgradeOptions } from './upgrade.ts';
import { readOperatorJobs } from './upgrade-files.ts';

/**
 * Checks path, limits and files, and prints what a rehearsal would do. Starts nothing: no engine is opened, nothing is
 * fetched or compiled. Returns the exit code.
 * @throws UsageError UPGRADE_PATH_BROKEN after the plan, UPGRADE_TOO_SMALL, and those of the operator's files
 */
export async function planOnly(options: UpgradeOptions): Promise<number> {
  const { from, to, flags, mode, bounds, rollback, diff, inject, json, signal } = options;
  hide(secretsIn(options.files.vars));
  requireClients(options);
  const files = (await readOperatorJobs(options, { obtain: false }))?.summary;
  const binaries = [];
  for (const version of [from, to]) binaries.push({ version, origin: await originOf(version, signal) });
  const plan = planUpgrade({
    ...{ from, to, mode, rollback, binaries, files, conformance: upgradeSuites, injected: inject },
    ...{ servers: flags.servers, clients: flags.clients },
    bounds: boundsFor(heartbeatGraceMs(flags.timing), bounds),
    diff: diff && !inject && !rollback,
  });
  process.stdout.write(json ? `${JSON.stringify(plan, null, 2)}\n` : planInWords(plan));
  refuseBrokenPath(plan.notes, options);
  return exitCodes.ok;
}

async function originOf(version: string, signal: AbortSignal): Promise<string> {
  try {
    return placeInWords(await planBinary({ version, signal }));
  } catch (error) {
    // The path and the files can be judged without it.
    if (error instanceof HarnessError) return `not available here: ${error.message}`;
    throw error;
  }
}
