import { explain, HarnessError, UsageError } from '../errors.ts';
import { exitCodeOf, type Outcome, verdictWord } from '../judge/index.ts';
import { createProgress, shown } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import {
  drawOrder,
  orderInWords,
  plainSteps,
  raftWalSince,
  readOrder,
  shortenOrder,
  type UpgradeOrder,
  unsupportedInWords,
  withRaftWal,
} from '../upgrade/index.ts';
import { isBefore } from '../version/index.ts';
import type { OrderFlags } from './order-flags.ts';
import {
  type EndedRehearsal,
  rehearseOnce,
  type UpgradeOptions,
  upgrade,
  upgradeCommand,
} from './upgrade.ts';

export interface OrderedOptions extends UpgradeOptions {
  ordered: OrderFlags;
  /** What rehearses one order; a real rehearsal unless given. */
  rehearse?: typeof rehearseOnce;
}

/** The orders that are asked for; undefined for the plain one. @throws UsageError UPGRADE_PLAN_UNREADABLE, UPGRADE_PLAN_OTHER, UPGRADE_RAFT_WAL */
export function ordersOf({ from, to, flags, rollback, ordered }: OrderedOptions): UpgradeOrder[] | undefined {
  const { plan, seeds, unsupported, raftWal } = ordered;
  const asked = { from, to, servers: flags.servers, clients: flags.clients };
  if (plan !== undefined) return [readOrder(plan, asked)];
  const drawn: UpgradeOrder[] = seeds.map((seed) => drawOrder(seed, { ...asked, unsupported }));
  if (!raftWal) return drawn.length > 0 ? drawn : undefined;
  requireRaftWal({ to, rollback });
  const plain = { ...asked, steps: plainSteps(asked) };
  return (drawn.length > 0 ? drawn : [plain]).map(withRaftWal);
}

/** @throws UsageError UPGRADE_RAFT_WAL */
function requireRaftWal({ to, rollback }: Pick<UpgradeOptions, 'to' | 'rollback'>): void {
  const reason = isBefore(to, raftWalSince)
    ? `Nomad has the WAL log store from ${raftWalSince} on, and --to is ${to}`
    : rollback && 'a server that has migrated its raft log has no way back but a snapshot';
  if (reason)
    throw new UsageError('UPGRADE_RAFT_WAL', `--raft-wal cannot be used: ${reason}`, {
      next: 'leave it out',
    });
}

/** An order that was rehearsed, or why it was not. */
interface Tried {
  order: UpgradeOrder;
  outcome: Outcome;
  ended?: EndedRehearsal;
  error?: string;
  /** The shortest order that fails, where one was searched for. */
  shortest?: UpgradeOrder;
}

/**
 * Rehearses one order after the other, else the plain one, shortens what fails, and prints each verdict and the worst. Returns its exit
 * code: a rehearsal that is missing is unknown.
 * @throws UsageError of the input, before anything is started; as `upgrade`
 */
export async function upgradeInOrders(options: OrderedOptions): Promise<number> {
  const orders = ordersOf(options);
  if (!orders) return await upgrade(options);
  const tried: Tried[] = [];
  try {
    for (const order of orders) {
      const one = await tryOrder(options, order, orders.length === 1);
      tried.push(one);
      if (!options.json) process.stdout.write(inWords(one));
      await shortenFailing(one, options);
    }
  } finally {
    // Also of those that were rehearsed before an interruption.
    if (tried.length > 0) process.stdout.write(summaryOf(withMissing(tried, orders), options));
  }
  return exitCodeOf(worst(tried));
}

const withMissing = (tried: readonly Tried[], orders: readonly UpgradeOrder[]) =>
  orders.map(
    (order, at) => tried[at] ?? ({ order, outcome: 'unknown', error: 'not reached' } satisfies Tried),
  );

/** The worst of all; good only where there is one, and each was rehearsed and is good. */
export function worst(tried: readonly Pick<Tried, 'outcome'>[]): Outcome {
  const outcomes = new Set(tried.map(({ outcome }) => outcome));
  if (outcomes.has('bad')) return 'bad';
  return outcomes.size > 0 && !outcomes.has('unknown') ? 'good' : 'unknown';
}

async function tryOrder(options: OrderedOptions, order: UpgradeOrder, isOnly: boolean): Promise<Tried> {
  const { progress } = options;
  progress.line(`plan: ${nameOf(order)}`);
  for (const step of orderInWords(order)) progress.line(`  ${step}`);
  for (const what of unsupportedInWords(order)) progress.line(`not supported by Nomad: ${what}`);
  const ended = isOnly ? await rehearsed({ ...options, order }) : await unlessMissing(options, order);
  if (typeof ended === 'string') return { order, outcome: 'unknown', error: ended };
  return { order, outcome: ended.verdict.outcome, ended };
}

const rehearsed = ({ rehearse = rehearseOnce, ...options }: OrderedOptions) => rehearse(options);

/** The machine's failure keeps no other order from being rehearsed: it is returned in words. */
async function unlessMissing(options: OrderedOptions, order: UpgradeOrder): Promise<EndedRehearsal | string> {
  try {
    // Its phases are those of one run.
    return await rehearsed({ ...options, order, progress: createProgress() });
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof HarnessError) || error instanceof UsageError) throw error;
    options.progress.line(`not rehearsed to its end: ${explain(error)}`);
    return explain(error).split('\n')[0] ?? '';
  }
}

/** Searches for the shortest order that fails, and saves and prints it. */
async function shortenFailing(one: Tried, options: OrderedOptions): Promise<void> {
  const { order, outcome, ended } = one;
  if (outcome !== 'bad' || !ended || options.ordered.shrinkMs === 0) return;
  one.shortest = await shortened(options, order, ended);
  const file = ended.folder.file('shortest.json');
  await writeClean(file, one.shortest);
  if (options.json) return;
  const steps = orderInWords(one.shortest).join('; ');
  process.stdout.write(`shortest failing plan: ${steps}\n  again: ${upgradeCommand(options, file)}\n`);
}

const rulesOf = ({ verdict }: EndedRehearsal) =>
  verdict.findings.filter(({ severity }) => severity === 'stop').map(({ rule }) => rule);

/** Each attempt is a rehearsal of its own; one that fails by another rule, or of which nothing is known, is no shorter failure. */
async function shortened(
  options: OrderedOptions,
  failing: UpgradeOrder,
  ended: EndedRehearsal,
): Promise<UpgradeOrder> {
  const until = performance.now() + options.ordered.shrinkMs;
  const rules = rulesOf(ended);
  let attempts = 0;
  return await shortenOrder(failing, async (order) => {
    if (performance.now() > until) return false;
    attempts += 1;
    options.progress.line(`shortening the plan, attempt ${attempts}: ${orderInWords(order).join('; ')}`);
    const again = await unlessMissing(options, order);
    return typeof again !== 'string' && rulesOf(again).some((rule) => rules.includes(rule));
  });
}

const nameOf = ({ seed }: UpgradeOrder) => (seed === undefined ? 'given' : `seed ${seed}`);

const inWords = ({ order, ended, error }: Tried) =>
  ended?.text ?? `${nameOf(order)} was not rehearsed to its end: ${error}\n`;

const wordOf = (outcome: Outcome, findings: EndedRehearsal['verdict']['findings'] = []) =>
  verdictWord({ kind: 'upgrade', outcome, findings });

function summaryOf(tried: readonly Tried[], options: OrderedOptions): string {
  if (options.json) return `${asJson(tried)}\n`;
  return tried.length === 1 ? '' : `${allInWords(tried, options).join('\n')}\n`;
}

/** One line for each, and one for all. */
function allInWords(tried: readonly Tried[], { from, to }: OrderedOptions): string[] {
  const lines = tried.map(({ order, outcome, ended, error }) => {
    const word = wordOf(outcome, ended?.verdict.findings);
    return `${nameOf(order)}: ${word}   ${ended ? shown(ended.folder.path) : error}`;
  });
  const done = tried.filter(({ ended }) => ended).length;
  return [
    ...lines,
    `${wordOf(worst(tried))}: Nomad ${from} to ${to}, ${done} of ${tried.length} seeds rehearsed`,
  ];
}

function asJson(tried: readonly Tried[]): string {
  const runs = tried.map(({ order, outcome, ended, error, shortest }) => {
    const run = ended && { ...ended.verdict, folder: shown(ended.folder.path) };
    return { ...run, outcome, order, shortest, error };
  });
  return JSON.stringify(runs.length === 1 ? runs[0] : { outcome: worst(tried), runs }, null, 2);
}
