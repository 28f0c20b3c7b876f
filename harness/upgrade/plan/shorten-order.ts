import { shrink } from '../../shrink.ts';
import { type Agent, agentsOf, isClient, type OrderStep, type UpgradeOrder } from './order.ts';

/** What makes an order another one than the plain: steps of a detour, by their places, or the order of the agents. */
type Part = readonly number[] | 'agents';

/**
 * The shortest order that still fails, as far as leaving out detours, and putting the agents into the plain order, finds.
 * `fails` is asked first of the plain order: what fails there needs no order of its own.
 */
export async function shortenOrder(
  failing: UpgradeOrder,
  fails: (shorter: UpgradeOrder) => Promise<boolean>,
): Promise<UpgradeOrder> {
  const parts = partsOf(failing);
  if (parts.length === 0) return failing;
  const withParts = (kept: readonly Part[]) => withOnly(failing, parts, kept);
  if (await fails(withParts([]))) return withParts([]);
  const shortest = await shrink(parts, async (kept) => await fails(withParts(kept)));
  return shortest.length === parts.length ? failing : withParts(shortest);
}

/** The parts that can be left out, each for itself. */
function partsOf({ steps, ...shape }: UpgradeOrder): Part[] {
  const detours = steps.flatMap((step, at): Part[] => {
    if (step.do === 'upgrade') return [];
    if (step.do !== 'put-back') return [[at]];
    // What goes back has to be upgraded again.
    const again = steps.findIndex((each, later) => later > at && isUpgradeOf(each, step.agent));
    return [[at, again]];
  });
  const { servers, clients } = agentsOf(shape);
  const isPlain = firstUpgrades(steps, detours).join() === [...servers, ...clients].join();
  return [...(isPlain ? [] : ['agents' as const]), ...detours];
}

const isUpgradeOf = (step: OrderStep, agent: Agent) => step.do === 'upgrade' && step.agent === agent;

/** Without the steps that are taken again after a way back. */
function firstUpgrades(steps: readonly OrderStep[], detours: readonly Part[]): Agent[] {
  const again = new Set(detours.flat());
  return steps.flatMap((step, at) => (step.do === 'upgrade' && !again.has(at) ? [step.agent] : []));
}

/** The order without the parts that are not kept; of no seed any more. */
function withOnly(order: UpgradeOrder, all: readonly Part[], kept: readonly Part[]): UpgradeOrder {
  const { seed: _, steps, ...shape } = order;
  const left = new Set(all.filter((part) => !kept.includes(part)).flat());
  const rest = left.has('agents') ? inPlainOrder(order, all) : steps;
  return { ...shape, steps: rest.filter((_, at) => !left.has(at)) };
}

/** Each agent at the place of the plain order; the server that goes back is the one that takes its place among the servers. */
function inPlainOrder(order: UpgradeOrder, parts: readonly Part[]): OrderStep[] {
  const detours = new Set(parts.flat());
  const { servers, clients } = agentsOf(order);
  const places = [...servers, ...clients];
  const drawn = firstUpgrades(order.steps, parts).filter((agent) => !isClient(agent));
  return order.steps.map((step, at) => {
    if (!('agent' in step)) return step;
    const agent = detours.has(at) ? servers[drawn.indexOf(step.agent)] : places.shift();
    return { ...step, agent: agent ?? step.agent };
  });
}
