import { setTimeout } from 'node:timers/promises';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { BehaviourError } from '../errors.ts';
import type { NomadClient, RaftConfiguration } from '../nomad/index.ts';
import { isBefore } from '../version/index.ts';
import { waitFor } from '../wait/index.ts';

type Servers = Pick<StartedNomadCluster, 'nomad' | 'servers'>;

/** The call that hands leadership to a named server came with this version: nomad#17383. */
const handedSince = '1.7.0';
const ledWithinMs = 30_000;
const askedEveryMs = 200;
/** Of three servers either of the others follows a leader, so that each try is good with one half. */
const tries = 12;

/**
 * Returns when this server leads and the others know it. A version without a call for it has its leader held until another one
 * follows: a restart would give the servers' caches back what an upgrade has left wrong in them (nomad#27763).
 * @throws NomadApiError with the leader's refusal; WaitTimeout; BehaviourError LEADERSHIP_STUCK
 */
export async function lead(cluster: Servers, server: ClusterNode, signal: AbortSignal): Promise<void> {
  if (isBefore(server.agent.version, handedSince)) return await followUntil(cluster, server, signal);
  const { Servers } = await cluster.nomad.operator.raftConfiguration({ signal });
  const { ID = '' } = Servers.find(({ Node }) => isNamed(Node, server)) ?? {};
  await cluster.nomad.operator.transferLeadership(ID, { signal });
  await leaderSeenBy(cluster.servers, cluster, { is: (name) => name === server.name, signal });
}

async function followUntil(cluster: Servers, server: ClusterNode, signal: AbortSignal): Promise<void> {
  const agreed = () => leaderSeenBy(cluster.servers, cluster, { is: () => true, signal });
  let leader = await agreed();
  for (let tried = 0; leader !== server.name; tried++) {
    if (tried === tries)
      throw new BehaviourError('LEADERSHIP_STUCK', `${server.name} did not lead in ${tries} elections`, {
        observed: `${leader} leads`,
        next: 'the order of elections is chance: run the rehearsal again',
      });
    await supersede(cluster, leader, signal);
    // What is asked of the one that was held is lost while it still takes itself for the leader, and an election that goes on may
    // depose the one that it made way for.
    leader = await agreed();
  }
}

/** Holds the leader's agent until another one leads. */
async function supersede(cluster: Servers, leader: string, signal: AbortSignal): Promise<void> {
  const node = cluster.servers.find(({ name }) => name === leader);
  const others = cluster.servers.filter(({ name }) => name !== leader);
  if (!node || others.length === 0)
    throw new BehaviourError('LEADERSHIP_STUCK', `no server can follow ${leader}`);
  await node.agent.stop('STOP', signal);
  try {
    await leaderSeenBy(others, cluster, { is: (name) => name !== leader, signal });
  } finally {
    await node.agent.stop('CONT');
  }
}

/** The name of the leader that each of these servers knows, when it is the one. */
async function leaderSeenBy(
  servers: readonly ClusterNode[],
  { nomad }: Servers,
  { is, signal }: { is: (leader: string) => boolean; signal: AbortSignal },
): Promise<string> {
  await using each = new AsyncDisposableStack();
  const clients = servers.map(({ nomadAddress }) => each.use(nomad.with({ address: nomadAddress })));
  return await waitFor({
    ...{ what: 'a leader that all servers know', client: nomad, timeoutMs: ledWithinMs, signal },
    source: { blocking: (index, until) => askedAgain(clients, index, until) },
    until: ([leader, ...others]) =>
      leader !== undefined && is(leader) && others.every((other) => other === leader) ? leader : undefined,
    describe: (leaders) =>
      servers.map(({ name }, at) => `${name} knows ${leaders[at] ?? 'no leader'}`).join(', '),
  });
}

/** Nomad has no event for a change of leader, so this asks again on a clock. */
async function askedAgain(clients: readonly NomadClient[], index: number, signal: AbortSignal) {
  if (index > 0) await setTimeout(askedEveryMs, undefined, { signal, ref: false });
  const value = await Promise.all(
    clients.map(async ({ operator }) => {
      // Of the server itself: what it passes on to a leader that is held has no answer.
      const asked = operator.raftConfiguration({ stale: true, signal });
      return leaderIn((await asked.catch(() => ({ Servers: [] }))).Servers);
    }),
  );
  return { value, index: index + 1 };
}

/** The name of the leader's node, which its name in Nomad has the region behind. */
export const leaderIn = (servers: RaftConfiguration['Servers']): string | undefined =>
  servers.find(({ Leader }) => Leader)?.Node.replace(/\.global$/, '');

/** Whether a name that Nomad has for a server is this node's. */
export const isNamed = (name: string, node: Pick<ClusterNode, 'name'>): boolean =>
  name === node.name || name === `${node.name}.global`;
