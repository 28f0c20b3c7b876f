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
  await leaderSeenBy(cluster, server, { is: (name) => name === server.name, signal });
}

async function followUntil(cluster: Servers, server: ClusterNode, signal: AbortSignal): Promise<void> {
  let leader = await leaderSeenBy(cluster, server, { is: () => true, signal });
  for (let tried = 0; leader !== server.name; tried++) {
    if (tried === tries)
      throw new BehaviourError('LEADERSHIP_STUCK', `${server.name} did not lead in ${tries} elections`, {
        observed: `${leader} leads`,
        next: 'the order of elections is chance: run the rehearsal again',
      });
    leader = await followed(cluster, leader, signal);
  }
}

/** Holds the leader's agent until another one leads, and returns its name. */
async function followed(cluster: Servers, leader: string, signal: AbortSignal): Promise<string> {
  const node = cluster.servers.find(({ name }) => name === leader);
  const other = cluster.servers.find(({ name }) => name !== leader);
  if (!node || !other) throw new BehaviourError('LEADERSHIP_STUCK', `no server can follow ${leader}`);
  await node.agent.stop('STOP', signal);
  try {
    return await leaderSeenBy(cluster, other, { is: (name) => name !== leader, signal });
  } finally {
    await node.agent.stop('CONT');
  }
}

/** The name of the leader that this server knows, when it is the one. */
async function leaderSeenBy(
  cluster: Servers,
  { name, nomadAddress }: ClusterNode,
  { is, signal }: { is: (leader: string) => boolean; signal: AbortSignal },
): Promise<string> {
  await using nomad = cluster.nomad.with({ address: nomadAddress });
  return await waitFor({
    ...{ what: `another leader, by the word of ${name}`, client: nomad, timeoutMs: ledWithinMs, signal },
    source: { blocking: (index, until) => askedAgain(nomad, index, until) },
    until: (servers) => {
      const leader = leaderIn(servers);
      return leader !== undefined && is(leader) ? leader : undefined;
    },
    describe: (servers) => leaderIn(servers) ?? 'no leader',
  });
}

/** Nomad has no event for a change of leader, so this asks again on a clock. */
async function askedAgain(nomad: NomadClient, index: number, signal: AbortSignal) {
  if (index > 0) await setTimeout(askedEveryMs, undefined, { signal, ref: false });
  // Of the server itself: what it passes on to a leader that is held has no answer.
  const asked = nomad.operator.raftConfiguration({ stale: true, signal });
  const { Servers } = await asked.catch(() => ({ Servers: [] }));
  return { value: Servers, index: index + 1 };
}

/** The name of the leader's node, which its name in Nomad has the region behind. */
export const leaderIn = (servers: RaftConfiguration['Servers']): string | undefined =>
  servers.find(({ Leader }) => Leader)?.Node.replace(/\.global$/, '');

/** Whether a name that Nomad has for a server is this node's. */
export const isNamed = (name: string, node: Pick<ClusterNode, 'name'>): boolean =>
  name === node.name || name === `${node.name}.global`;
