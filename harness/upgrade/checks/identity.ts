import { failureOf } from '../../cluster/index.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { note, stop } from '../../judge/index.ts';
import { WaitTimeout, waits } from '../../wait/index.ts';
import { injectApart } from '../injection.ts';
import { replaceAgent } from '../steps.ts';
import { bothFrom, evidence, rule, type Stage, type UpgradeCheck } from './check.ts';

const since = '1.11.0';
/** In which identities are short; the client is in another one at first. */
export const identityPool = 'upgrade-identity';
export const poolBefore = 'upgrade-before';
/** A client asks for the next one after two thirds of it, at a heartbeat of at most 10 s: shorter ones leave no time for an election. */
const ttlMs = 60_000;

const reason = (from: string) =>
  `clients have identities from Nomad ${since} on, and this upgrade begins at ${from}`;
/** Whether both versions have identities of clients. */
export const haveIdentities = bothFrom(since);

/**
 * A client whose identity has a short lifetime. It is one more, in a node pool of its own, since the lifetime is the pool's and that of the
 * default pool cannot be changed.
 */
export const identity: UpgradeCheck = {
  name: 'identity',
  says: (request) => ({
    before: haveIdentities(request)
      ? `one more client is started in a node pool in which identities last ${seconds(ttlMs)}, and is replaced after the last server`
      : `identities of clients are not looked at: ${reason(request.from)}`,
  }),
  before: startApart,
  afterServers: replaceApart,
  rules: [rule(note, events.checkSkipped, ({ check, reason }) => ({ skipped: `${check}: ${reason}` }))],
};

/** That client is still ready when two lifetimes of its identity are over, whoever leads: by default it lasts 24 h. */
export const identityKept: UpgradeCheck = {
  name: 'identity-kept',
  says: (request) =>
    haveIdentities(request)
      ? {
          readBack:
            'the client with the short identity is ready past two lifetimes of it, and its identity is a new one',
        }
      : {},
  leaves: [evidence(events.identitySeen, { when: haveIdentities })],
  // A client of the new version would be in the way of servers that go back.
  async atEnd(step, stage) {
    if (stage.rollbackTo !== undefined) await seeIdentity(step, stage);
  },
  // The last thing of all, so that little of the time is left to be waited for.
  readBack: seeIdentity,
  rules: [rule(stop, events.identitySeen, (line) => ({ 'identity-lost': isLost(line) && inWords(line) }))],
};

type Seen = DataOf<typeof events.identitySeen>;

const isLost = ({ status, ageMs, ttlMs }: Seen) => status !== 'ready' || ageMs === undefined || ageMs > ttlMs;

function inWords({ client, status, ageMs, error, ttlMs, sinceServersMs }: Seen): string {
  const age = ageMs === undefined ? `cannot be read: ${error}` : `is ${seconds(ageMs)} old`;
  return `${client} is ${status} ${seconds(sinceServersMs)} after the last server was replaced; its identity, which lasts ${seconds(ttlMs)}, ${age}`;
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

async function startApart(_: string, stage: Stage): Promise<void> {
  const { cluster, ledger, from, signal } = stage;
  if (!haveIdentities(stage))
    return ledger.append(events.checkSkipped, { check: identity.name, reason: reason(from) });
  for (const Name of [poolBefore, identityPool])
    await cluster.nomad.nodes.putPool({ Name, NodeIdentityTTL: `${ttlMs / 1000}s` }, { signal });
  stage.apart = { node: await cluster.addClient({ nodePool: poolBefore, apart: true, signal }) };
}

async function replaceApart(_: string, { apart, cluster, to, inject, signal }: Stage): Promise<void> {
  if (!apart) return;
  await replaceAgent(cluster, apart.node, to, { meanwhile: async () => {}, signal });
  apart.replacedAt = Date.now();
  await injectApart(inject, apart.node);
}

/** Waits for what the steps of the clients and all after them have left of two lifetimes since the servers were replaced. */
async function seeIdentity(step: string, stage: Stage): Promise<void> {
  const { apart, ledAt, cluster, ledger, onProgress, signal } = stage;
  if (!apart) return;
  stage.apart = undefined;
  const { node, replacedAt } = apart;
  const id = node.nomadNodeId ?? '';
  if (replacedAt !== undefined && ledAt !== undefined) {
    const leftMs = replacedAt + 2 * ttlMs - Date.now();
    if (leftMs > 0) onProgress(`${node.name}: identity watched for ${seconds(leftMs)} more`);
    if (leftMs > 0) await goneDown(stage, id, leftMs);
    const [sinceServersMs, sinceLeaderMs] = [Date.now() - replacedAt, Date.now() - ledAt];
    const { Status: status } = await cluster.nomad.nodes.read(id, { signal });
    const found = await ageOf(stage, id);
    ledger.append(events.identitySeen, {
      ...{ step, client: node.name, ttlMs, sinceServersMs, sinceLeaderMs, status, ...found },
    });
  }
  await cluster.removeClient(node);
  await cluster.nomad.nodes.purge(id);
}

/** Returns when the node goes down, or when it has not in this time. */
async function goneDown({ cluster: { nomad }, signal }: Stage, id: string, timeoutMs: number): Promise<void> {
  await waits.nodeStatus(nomad, id, 'down', { timeoutMs, signal }).catch((error: unknown) => {
    if (!(error instanceof WaitTimeout)) throw error;
  });
}

async function ageOf({ cluster, signal }: Stage, id: string): Promise<{ ageMs?: number; error?: string }> {
  let ageMs: number | undefined;
  const read = async () => {
    const { iat } = await cluster.nomad.nodes.identity(id, { signal });
    ageMs = Date.now() - iat * 1000;
  };
  const error = await failureOf(read(), cluster, signal);
  return error === undefined ? { ageMs: ageMs ?? 0 } : { error };
}
