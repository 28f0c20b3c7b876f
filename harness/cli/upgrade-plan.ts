import { isUnavailable, planBinary } from '../binary/index.ts';
import { exitCodes } from '../errors.ts';
import { hide, secretsIn } from '../secrets/index.ts';
import { planInWords, planUpgrade, readOwnWorkload } from '../upgrade/index.ts';
import { conformance, refuseBrokenPath, requireClients, type UpgradeOptions } from './upgrade.ts';

/**
 * Checks path, limits and files, and prints what a rehearsal would do. Starts nothing: no engine is opened, nothing is
 * fetched or compiled. Returns the exit code.
 * @throws UsageError UPGRADE_PATH_BROKEN after the plan, UPGRADE_TOO_SMALL, and those of the operator's files
 */
export async function planOnly(options: UpgradeOptions): Promise<number> {
  const { from, to, flags, mode, rollback, diff, plant, own, json, signal } = options;
  hide(secretsIn(own.vars));
  requireClients(options);
  const files = own.jobs.length > 0 ? (await readOwnWorkload(own)).summary : undefined;
  const binaries = [];
  for (const version of [from, to]) binaries.push({ version, origin: await originOf(version, signal) });
  const plan = planUpgrade({
    ...{ from, to, mode, rollback, binaries, files, conformance, injected: plant },
    ...{ servers: flags.servers, clients: flags.clients },
    diff: diff && !plant && !rollback,
  });
  process.stdout.write(json ? `${JSON.stringify(plan, null, 2)}\n` : planInWords(plan));
  refuseBrokenPath(plan.notes, options);
  return exitCodes.ok;
}

/** Where the binary comes from; one that is not available here does not keep the plan from being read. */
async function originOf(version: string, signal: AbortSignal): Promise<string> {
  try {
    const { source, place } = await planBinary({ version, signal });
    if (source === 'cache') return `cached, ${place}`;
    return source === 'release' ? `fetched from ${place}` : `compiled from ${place}`;
  } catch (error) {
    if (isUnavailable(error)) return `not available here: ${error.message}`;
    throw error;
  }
}
