import { expect, test } from 'vitest';
import type { StartedNomadCluster } from './cluster.ts';
import { onClients } from './on-clients.ts';

test('what runs on a client that is apart is left out', () => {
  const cluster = { clients: [{ name: 'client-1' }] } as StartedNomadCluster;
  const [own, apart, unknown] = [{ NodeName: 'client-1' }, { NodeName: 'client-3-77-1' }, {}];
  expect(onClients(cluster, [own, apart, unknown])).toEqual([own, unknown]);
});
