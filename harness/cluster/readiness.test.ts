import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import type { ClusterNode } from './node.ts';
import { clientsReady } from './readiness.ts';

const drivers = Object.fromEntries(['docker', 'exec', 'raw_exec'].map((name) => [name, { Healthy: true }]));

/** A Nomad whose client gets ready when its agent has asked for the leader, and otherwise not within a test. */
async function startNomad(first: object[]) {
  const asked = Promise.withResolvers<void>();
  const ready = { ID: 'id-1', Name: 'client-1', Status: 'ready', Drivers: drivers };
  return await FakeNomad.start(async ({ url = '' }, response) => {
    if (url.startsWith('/v1/status/leader')) {
      asked.resolve();
      return json(response, '10.0.0.1:4647');
    }
    if (!url.includes('index=')) return json(response, first, 7);
    await asked.promise;
    json(response, [ready], 8);
  });
}

const nodeAt = (nomadAddress: string) => ({ name: 'client-1', nomadAddress }) as ClusterNode;

test.each([
  ['has registered', [{ ID: 'id-1', Name: 'client-1', Status: 'initializing', Drivers: drivers }]],
  ['has not registered', []],
])('the agent of a client that %s is made to ask a server at once', async (_, first) => {
  await using fake = await startNomad(first);
  await using nomad = new NomadClient({ address: fake.address });
  const node = nodeAt(fake.address);
  await clientsReady(nomad, [node], { nudge: true });
  expect(node.nomadNodeId).toBe('id-1');
});

test('a client that is ready is not asked anything', async () => {
  await using fake = await startNomad([{ ID: 'id-2', Name: 'client-1', Status: 'ready', Drivers: drivers }]);
  await using nomad = new NomadClient({ address: fake.address });
  await clientsReady(nomad, [nodeAt(fake.address)], { nudge: true });
  expect(fake.requests.map(({ url }) => url)).toEqual(['/v1/nodes']);
});
