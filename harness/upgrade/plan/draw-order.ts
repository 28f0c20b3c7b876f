import { mayHave } from '../../regression/index.ts';
import { type Draw, drawnFrom, seededRandom, shuffled } from '../../seeded-random.ts';
import {
  type Agent,
  agentsOf,
  isClient,
  type OrderFault,
  type OrderStep,
  orderFaults,
  type Shape,
  targetsOf,
  type UpgradeOrder,
} from './order.ts';

/** What an order is drawn for. */
export interface Drawing extends Shape {
  from: string;
  to: string;
  /** Whether orders that Nomad does not support are drawn, too. */
  unsupported: boolean;
}

const mostDetours = 3;

/**
 * An order that an operator may meet, the same for the same seed: agents in any order, servers before clients, with one to three
 * detours on the way. Where unsupported ones are asked for, a client may come before the servers are finished, and a server may be put
 * back and upgraded again.
 */
export function drawOrder(seed: number, { from, to, servers, clients, unsupported }: Drawing): UpgradeOrder {
  const draw = seededRandom(seed);
  const shape = { servers, clients };
  const agents = drawAgents(draw, shape, unsupported);
  const steps: OrderStep[] = agents.map((agent) => ({ do: 'upgrade', agent }));
  const menu: OrderStep['do'][] = ['pause', 'reboot', 'fault', ...(unsupported ? ['put-back' as const] : [])];
  const count = 1 + Math.floor(draw() * mostDetours);
  for (let left = count; left > 0; left--) {
    const does = drawnFrom(draw, menu) ?? 'pause';
    // A reboot and a way back take minutes, and a pause is none after another one.
    if (does !== 'fault') menu.splice(menu.indexOf(does), 1);
    const [at, detour] = drawDetour(draw, does, steps, { from, ...shape });
    // One step lies between the two of a way back.
    for (const [behind, step] of detour.entries()) steps.splice(at + 2 * behind, 0, step);
  }
  return { seed, from, to, ...shape, steps };
}

function drawAgents(draw: Draw, shape: Shape, unsupported: boolean): Agent[] {
  const { servers, clients } = agentsOf(shape);
  const agents = [...shuffled(draw, servers), ...shuffled(draw, clients)];
  if (!unsupported || draw() < 0.5) return agents;
  const [early] = agents.splice(servers.length, 1);
  return agents.toSpliced(Math.floor(draw() * servers.length), 0, early ?? '');
}

/** The detour with its place, where some agents are upgraded and others are not. */
function drawDetour(
  draw: Draw,
  does: OrderStep['do'],
  steps: readonly OrderStep[],
  { from, ...shape }: Shape & { from: string },
): readonly [at: number, detour: OrderStep[]] {
  const at = 1 + Math.floor(draw() * (steps.length - 1));
  if (does === 'reboot') {
    const node = drawnFrom(draw, agentsOf(shape).clients) ?? '';
    return [at, [{ do: 'reboot', node }]];
  }
  if (does === 'put-back') return putBack(draw, steps);
  if (does === 'pause') return [at, [{ do: 'pause' }]];
  const possible = orderFaults.filter((each) => targetsOf(each, shape).length > 0);
  const fault = drawnFrom(draw, possible) ?? 'agent-killed';
  const node = drawnFrom(draw, targetsOf(fault, shape)) ?? '';
  const isOld = !steps.slice(0, at).some((step) => step.do === 'upgrade' && step.agent === node);
  return [at, [{ do: 'fault', fault: isOld ? survivable(fault, from) : fault, node }]];
}

/** Of a version that loses tasks with CSI volumes to a restart of their agent, which is known before, the driver ends instead. */
function survivable(fault: OrderFault, version: string): OrderFault {
  const isAgents = fault === 'agent-killed' || fault === 'agent-terminated';
  return isAgents && mayHave('C3', version) ? 'plugin-killed' : fault;
}

/** A server goes back right after its upgrade or later, and is upgraded again after one step more. */
function putBack(draw: Draw, steps: readonly OrderStep[]): readonly [at: number, detour: OrderStep[]] {
  const servers = steps.flatMap((step, at) =>
    step.do === 'upgrade' && !isClient(step.agent) ? [{ agent: step.agent, at }] : [],
  );
  const { agent, at } = drawnFrom(draw, servers) ?? { agent: 'leader', at: 0 };
  const later = Math.floor(draw() * 2);
  return [
    at + 1 + later,
    [
      { do: 'put-back', agent },
      { do: 'upgrade', agent },
    ],
  ];
}
