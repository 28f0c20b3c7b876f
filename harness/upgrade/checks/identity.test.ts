import { expect, test } from 'vitest';
import type { ClusterNode, StartedNomadCluster } from '../../cluster/index.ts';
import { events, type Kind } from '../../evidence/index.ts';
import type { Stage } from './check.ts';
import { due } from './due.ts';
import { identity, identityKept } from './identity.ts';

/** A rehearsal between two versions, with what was asked of the cluster and written to the ledger. */
function stageOf(from: string, to: string) {
  const done: string[] = [];
  const lines: [kind: string, data: object][] = [];
  const node = {
    name: 'client-9',
    nomadNodeId: 'n9',
    agent: { stop: async (signal: string) => void done.push(signal) },
  } as unknown as ClusterNode;
  const now = () => Date.now() / 1000;
  const nodes = {
    putPool: async (pool: object) => void done.push(JSON.stringify(pool)),
    read: async () => ({ Status: 'ready' }),
    identity: async () => ({ iat: now() - 20, exp: now() + 40 }),
    purge: async () => void done.push('purge'),
  };
  const cluster = {
    nomad: { nodes },
    addClient: async ({ apart, nodePool }: { apart: boolean; nodePool: string }) => {
      done.push(`client in ${nodePool}${apart ? ', apart' : ''}`);
      return node;
    },
    removeClient: async () => void done.push('remove'),
  } as unknown as StartedNomadCluster;
  const ledger = { append: (kind: Kind<object>, data: object) => void lines.push([kind.name, data]) };
  const signal = new AbortController().signal;
  const stage = { cluster, ledger, from, to, signal, onProgress: () => {} } as unknown as Stage;
  return { stage, done, lines };
}

const owing = {
  ...{ steps: [], servers: [], clients: [], volumes: [] },
  ...{ claims: false, rollback: false, own: false },
};

test.each([
  ['1.10.5', '1.11.3', false],
  ['1.11.0', '2.0.5', true],
])('from %s to %s a client with a short identity is due: %s', async (from, to, isDue) => {
  const { stage, done, lines } = stageOf(from, to);
  await identity.before?.('before', stage);
  expect(done.length > 0).toBe(isDue);
  expect(lines.map(([kind]) => kind)).toEqual(isDue ? [] : ['check-skipped']);
  const kinds = due({ ...owing, from, to }).map(({ kind }) => kind);
  expect(kinds.includes(events.identitySeen.name)).toBe(isDue);
});

test('the client is seen once two lifetimes are over, and is gone then', async () => {
  const { stage, done, lines } = stageOf('1.11.3', '2.0.5');
  await identity.before?.('before', stage);
  const long = Date.now() - 130_000;
  if (stage.apart) stage.apart.replacedAt = long;
  stage.ledAt = long;
  await identityKept.readBack?.('end', stage);
  const [[kind, line] = []] = lines;
  expect([kind, line]).toMatchObject([
    'identity-seen',
    { client: 'client-9', status: 'ready', ttlMs: 60_000 },
  ]);
  expect(line).toMatchObject({
    ageMs: expect.closeTo(20_000, -3),
    sinceServersMs: expect.closeTo(130_000, -4),
  });
  expect(done).toEqual([
    '{"Name":"upgrade-before","NodeIdentityTTL":"60s"}',
    '{"Name":"upgrade-identity","NodeIdentityTTL":"60s"}',
    'client in upgrade-before, apart',
    ...['remove', 'purge'],
  ]);
  await identityKept.readBack?.('end', stage);
  expect(lines).toHaveLength(1);
});

test('with a rollback it is seen before the servers go back', async () => {
  const { stage, lines } = stageOf('1.11.3', '2.0.5');
  await identity.before?.('before', stage);
  const long = Date.now() - 130_000;
  if (stage.apart) stage.apart.replacedAt = long;
  stage.ledAt = long;
  await identityKept.atEnd?.('end', stage);
  expect(lines).toEqual([]);
  await identityKept.atEnd?.('end', { ...stage, rollbackTo: {} as Stage['rollbackTo'] });
  expect(lines).toHaveLength(1);
});

test('where it was never replaced nothing is said of it', async () => {
  const { stage, done, lines } = stageOf('1.11.3', '2.0.5');
  await identity.before?.('before', stage);
  await identityKept.readBack?.('end', stage);
  expect(lines).toEqual([]);
  expect(done).toContain('remove');
});
