import { isBefore } from '../../version/index.ts';
import { upgradePage } from '../preflight/limit.ts';
import { type Agent, agentsOf, isClient, type OrderStep, targetsOf, type UpgradeOrder } from './order.ts';

/** The first version that knows `nomad operator raft migrate-backend`. */
export const raftWalSince = '2.0.0';

/** Why an order cannot be taken; undefined for one that leaves each agent on the new version. */
export function flawOf(order: UpgradeOrder): string | undefined {
  const { servers, clients } = agentsOf(order);
  const done = new Set<Agent>();
  const migrated = new Set<Agent>();
  for (const [at, step] of order.steps.entries()) {
    const flaw = flawOfStep(step, order, done) ?? flawOfStore(step, order, migrated);
    if (flaw !== undefined) return `step ${at + 1}: ${flaw}`;
    if (step.do === 'migrate') migrated.add(step.agent);
    if (step.do === 'upgrade') done.add(step.agent);
    if (step.do === 'put-back') done.delete(step.agent);
  }
  const left = [...servers, ...clients].filter((agent) => !done.has(agent));
  return left.length > 0 ? `${left.join(', ')}: not upgraded in the end` : undefined;
}

function flawOfStep(step: OrderStep, order: UpgradeOrder, done: ReadonlySet<Agent>): string | undefined {
  const { servers, clients } = agentsOf(order);
  if (step.do === 'pause') return undefined;
  if (step.do === 'reboot')
    return clients.includes(step.node) ? undefined : `${step.node} is not a client of the plan`;
  if (step.do === 'fault')
    return targetsOf(step.fault, order).includes(step.node)
      ? undefined
      : `${step.fault} cannot hit ${step.node}`;
  if (![...servers, ...clients].includes(step.agent)) return `the plan has no ${step.agent}`;
  if (step.do === 'upgrade') return done.has(step.agent) ? `${step.agent} is upgraded already` : undefined;
  const does = step.do === 'put-back' ? 'be put back' : 'migrate its raft log';
  if (isClient(step.agent)) return `only a server can ${does}`;
  return done.has(step.agent) ? undefined : `${step.agent} is not upgraded yet, and cannot ${does}`;
}

/** From the WAL store there is no way back: https://developer.hashicorp.com/nomad/commands/operator/raft/migrate-backend */
function flawOfStore(
  step: OrderStep,
  { to }: UpgradeOrder,
  migrated: ReadonlySet<Agent>,
): string | undefined {
  if (step.do === 'put-back' && migrated.has(step.agent))
    return `${step.agent} has migrated its raft log, and ${step.agent} of the older version cannot read it`;
  if (step.do !== 'migrate') return undefined;
  if (isBefore(to, raftWalSince))
    return `Nomad has the WAL log store from ${raftWalSince} on, and this is ${to}`;
  return migrated.has(step.agent) ? `${step.agent} has migrated its raft log already` : undefined;
}

/**
 * What Nomad does not support in an order, in words with the step and the source: ways back, and the first step that leaves a client
 * newer than a server.
 */
export function unsupportedInWords(order: UpgradeOrder): string[] {
  const old = new Set(agentsOf(order).servers);
  let isNewer = false;
  return order.steps.flatMap((step, at): string[] => {
    const place = `${at + 1}/${order.steps.length} ${'agent' in step ? step.agent : step.do}`;
    if (step.do === 'put-back') {
      old.add(step.agent);
      return [`${place} goes back on its data, and Nomad supports no downgrade: ${upgradePage}`];
    }
    if (step.do !== 'upgrade') return [];
    old.delete(step.agent);
    if (!isClient(step.agent) || old.size === 0 || isNewer) return [];
    isNewer = true;
    return [`${place} comes before the servers are finished, and clients are to follow them: ${upgradePage}`];
  });
}
