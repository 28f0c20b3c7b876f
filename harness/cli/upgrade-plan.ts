import { placeInWords, planBinary } from '../binary/index.ts';
import { heartbeatGraceMs, requireCommonApi } from '../cluster/index.ts';
import { budgetOf } from '../disruption/index.ts';
import { exitCodes, HarnessError } from '../errors.ts';
import { upgradeSuites } from '../run/index.ts';
import { hide, secretsIn } from '../secrets/index.ts';
import { planInWords, planUpgrade, type UpgradeOrder } from '../upgrade/index.ts';
import { historyBounds } from './baseline.ts';
import { isCompared, refuseBrokenPath, requireClients } from './upgrade.ts';
import { readOperatorJobs } from './upgrade-files.ts';
import { type OrderedOptions, ordersOf } from './upgrade-orders.ts';

/**
 * Checks path, limits and files, and prints what a rehearsal would do. Starts nothing: no engine is opened, nothing is
 * fetched or compiled. Returns the exit code.
 * @throws UsageError UPGRADE_PATH_BROKEN after the plan, NODE_ENGINE_UNSUITED, UPGRADE_TOO_SMALL, UPGRADE_PLAN_UNREADABLE, UPGRADE_PLAN_OTHER, and those of the operator's files
 */
export async function planOnly(options: OrderedOptions): Promise<number> {
  const { from, to, flags, mode, bounds, rollback, inject, json, signal } = options;
  const orders = ordersOf(options);
  hide(secretsIn(options.files.vars));
  requireClients(options);
  requireCommonApi([from, to], flags.nodeEngine.version);
  const history = historyBounds(options.baseline);
  const files = (await readOperatorJobs(options, { obtain: false }))?.summary;
  const binaries: { version: string; origin: string }[] = [];
  for (const version of [from, to]) binaries.push({ version, origin: await originOf(version, signal) });
  const planOf = (order: UpgradeOrder | undefined) =>
    planUpgrade({
      ...{ from, to, mode, rollback, binaries, files, conformance: upgradeSuites, injected: inject },
      ...{ servers: flags.servers, clients: flags.clients, order },
      budget: budgetOf(heartbeatGraceMs(flags.timing), bounds, history),
      diff: isCompared({ ...options, order }),
    });
  const plans = orders ? orders.map(planOf) : [planOf(undefined)];
  const printed = plans.length === 1 ? plans[0] : plans;
  process.stdout.write(json ? `${JSON.stringify(printed, null, 2)}\n` : plans.map(planInWords).join('\n'));
  refuseBrokenPath(plans[0]?.notes ?? [], options);
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
