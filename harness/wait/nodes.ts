import type { Node, NomadClient } from '../nomad/index.ts';
import { about } from './sources.ts';
import { type WaitLimits, waitFor } from './wait-for.ts';

/** The node once it is ready, eligible, and each of its detected drivers is healthy. */
export function nodeReady(client: NomadClient, id: string, limits: WaitLimits): Promise<Node> {
  return node(client, id, `node ${id} ready`, isReady, limits);
}

/** The node once it has this status: `ready`, `down`, `disconnected` or `initializing`. */
export function nodeStatus(
  client: NomadClient,
  id: string,
  status: string,
  limits: WaitLimits,
): Promise<Node> {
  return node(client, id, `node ${id} ${status}`, (found) => found.Status === status, limits);
}

/** The node once its drain is over: Nomad then has no drain strategy for it any more. */
export function nodeDrained(client: NomadClient, id: string, limits: WaitLimits): Promise<Node> {
  return node(client, id, `end of the drain of node ${id}`, (found) => !found.DrainStrategy, limits);
}

function node(
  client: NomadClient,
  id: string,
  what: string,
  holds: (node: Node) => boolean,
  limits: WaitLimits,
): Promise<Node> {
  return waitFor({
    ...limits,
    client,
    what,
    ...about('Node', id, (call) => client.nodes.read(id, call)),
    until: (found) => (holds(found) ? found : undefined),
    describe: ({ Status, StatusDescription = '', SchedulingEligibility, Drivers }) =>
      `${Status} ${StatusDescription} ${SchedulingEligibility}, unhealthy drivers: ${unhealthy(Drivers) || 'none'}`,
  });
}

function isReady({ Status, SchedulingEligibility, Drivers }: Node): boolean {
  return Status === 'ready' && SchedulingEligibility === 'eligible' && unhealthy(Drivers) === '';
}

function unhealthy(drivers: Node['Drivers']): string {
  const bad = Object.entries(drivers ?? {}).filter(([, driver]) => driver.Detected && !driver.Healthy);
  return bad.map(([name, driver]) => `${name} (${driver.HealthDescription ?? ''})`).join(', ');
}
