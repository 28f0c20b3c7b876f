import { expect, test } from 'vitest';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { drainClient } from './drain-client.ts';

const allocation = (Name: string, DesiredStatus: string, ClientStatus: string, State: string) => ({
  ...{ ID: Name, Name, DesiredStatus, ClientStatus },
  TaskStates: { work: { State, Failed: false, Restarts: 0 } },
});
const system = allocation('system', 'run', 'running', 'running');

test('a drain is over when what it stops has ended, though Nomad calls it over before', async () => {
  const asked = allocation('batch', 'run', 'running', 'running');
  const looks = [
    [system, { ...asked, DesiredTransition: { Migrate: true } }],
    [system, allocation('batch', 'stop', 'running', 'running')],
    [system, allocation('batch', 'stop', 'complete', 'running')],
    [system, allocation('batch', 'stop', 'complete', 'dead')],
  ];
  let seen = 0;
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/event/stream')) {
      response.write('{}');
      // An event on each look, so that the next one follows.
      const event = { Topic: 'Allocation', Type: 'AllocationUpdated', Key: 'batch', Payload: {} };
      const timer = setInterval(
        () => response.write(`\n${JSON.stringify({ Index: 2, Events: [event] })}\n`),
        20,
      );
      response.on('close', () => clearInterval(timer));
      return;
    }
    if (!url.endsWith('/allocations')) return json(response, { ID: 'n', DrainStrategy: null });
    json(response, looks[seen]);
    seen = Math.min(seen + 1, looks.length);
  });
  await using nomad = new NomadClient({ address: fake.address });
  const cluster = { nomad } as Pick<StartedNomadCluster, 'nomad'> as StartedNomadCluster;
  await drainClient(cluster, { nomadNodeId: 'n' } as ClusterNode, new AbortController().signal);
  expect(seen).toBe(looks.length);
});
