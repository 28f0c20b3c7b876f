import { explain, HarnessError, UsageError } from '../errors.ts';
import { exitCodeOf, type Outcome, verdictWord } from '../judge/index.ts';
import { shown } from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';
import { drawOrder, orderInWords, readOrder, shortenOrder, type UpgradeOrder } from '../upgrade/index.ts';
import type { OrderFlags } from './order-flags.ts';
import { commandOf, type EndedRehearsal, rehearseOnce, type UpgradeOptions, upgrade } from './upgrade.ts';

export interface OrderedOptions extends UpgradeOptions {
  ordered: OrderFlags;
}

/** The orders that are asked for; undefined for the plain one. @throws UsageError UPGRADE_PLAN_UNREADABLE, UPGRADE_PLAN_OTHER */
export function ordersOf({ from, to, flags, ordered }: OrderedOptions): UpgradeOrder[] | undefined {
  const { plan, seeds, unsupported } = ordered;
  const asked = { from, to, servers: flags.servers, clients: flags.clients };
  if (plan !== undefined) return [readOrder(plan, asked)];
  if (seeds.length === 0) return undefined;
  return seeds.map((seed) => drawOrder(seed, { ...asked, unsupported }));
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
  for (const order of orders) {
    const one = await tryOrder({ ...options, order }, order);
    tried.push(one);
    if (!options.json) process.stdout.write(inWords(one, options));
  }
  process.stdout.write(options.json ? `${asJson(tried)}\n` : allInWords(tried, options));
  return exitCodeOf(worst(tried));
}

/** The worst of all; good only where there is one, and each was rehearsed and is good. */
export function worst(tried: readonly Pick<Tried, 'outcome'>[]): Outcome {
  const outcomes = new Set(tried.map(({ outcome }) => outcome));
  if (outcomes.has('bad')) return 'bad';
  return outcomes.size > 0 && !outcomes.has('unknown') ? 'good' : 'unknown';
}

async function tryOrder(options: OrderedOptions, order: UpgradeOrder): Promise<Tried> {
  const { progress, ordered } = options;
  progress.line(order.seed === undefined ? 'plan' : `plan of seed ${order.seed}`);
  for (const step of orderInWords(order)) progress.line(`  ${step}`);
  const ended = await unlessMissing(options, order);
  if (typeof ended === 'string') return { order, outcome: 'unknown', error: ended };
  const { outcome } = ended.verdict;
  if (outcome !== 'bad' || ordered.shrinkMs === 0) return { order, outcome, ended };
  const shortest = await shortened(options, order, ended);
  await writeClean(ended.folder.file('shortest.json'), shortest);
  return { order, outcome, ended, shortest };
}

/** The machine's failure keeps no other order from being rehearsed: it is returned in words. */
async function unlessMissing(options: OrderedOptions, order: UpgradeOrder): Promise<EndedRehearsal | string> {
  try {
    return await rehearseOnce({ ...options, order });
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof HarnessError) || error instanceof UsageError) throw error;
    options.progress.line(`not rehearsed to its end: ${explain(error)}`);
    return explain(error).split('\n')[0] ?? '';
  }
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

function inWords({ order, ended, shortest, error }: Tried, options: OrderedOptions): string {
  const name = order.seed === undefined ? 'the plan' : `seed ${order.seed}`;
  if (!ended) return `${name} was not rehearsed to its end: ${error}\n`;
  if (!shortest) return ended.text;
  const again = commandOf(options, ended.folder.file('shortest.json'));
  return `${ended.text}shortest failing plan: ${orderInWords(shortest).join('; ')}\n  again: ${again}\n`;
}

const wordOf = (outcome: Outcome, findings: EndedRehearsal['verdict']['findings'] = []) =>
  verdictWord({ kind: 'upgrade', outcome, findings });

/** One line for each of several, and one for all. */
function allInWords(tried: readonly Tried[], { from, to }: OrderedOptions): string {
  if (tried.length === 1) return '';
  const lines = tried.map(({ order, outcome, ended, error }) =>
    [
      `seed ${order.seed}: ${wordOf(outcome, ended?.verdict.findings)}`,
      ended ? shown(ended.folder.path) : error,
    ].join('   '),
  );
  const done = tried.filter(({ ended }) => ended).length;
  const all = `${wordOf(worst(tried))}: Nomad ${from} to ${to}, ${done} of ${tried.length} seeds rehearsed`;
  return `${[...lines, all].join('\n')}\n`;
}

function asJson(tried: readonly Tried[]): string {
  const runs = tried.map(({ order, outcome, ended, error, shortest }) => {
    const run = ended && { ...ended.verdict, folder: shown(ended.folder.path) };
    return { ...run, outcome, order, shortest, error };
  });
  return JSON.stringify(runs.length === 1 ? runs[0] : { outcome: worst(tried), runs }, null, 2);
}
