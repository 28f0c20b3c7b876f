import { expect, test } from 'vitest';
import { NomadCluster } from './nomad-cluster.ts';

test.each<[string, () => unknown, string]>([
  ['two servers', () => new NomadCluster().withServers(2 as 1), 'CLUSTER_SHAPE_INVALID'],
  ['no client', () => new NomadCluster().withClients(0), 'CLUSTER_SHAPE_INVALID'],
  ['half a client', () => new NomadCluster().withClients(1.5), 'CLUSTER_SHAPE_INVALID'],
  ['51 clients', () => new NomadCluster().withClients(51), 'CLUSTER_SHAPE_INVALID'],
  ['what is no version', () => new NomadCluster('newest'), 'BINARY_VERSION_INVALID'],
  ['an Enterprise version', () => new NomadCluster('1.9.4+ent'), 'BINARY_ENTERPRISE'],
])('a cluster of %s is refused before anything is started', (_, make, code) => {
  expect(make).toThrow(expect.objectContaining({ code }));
});

test.each<[string, NomadCluster, string]>([
  ['profile', new NomadCluster().withCsiDriver('no-such-driver'), 'PROFILE_UNKNOWN'],
  ['binary', new NomadCluster().withBinary('/no/such/nomad'), 'BINARY_PATH_INVALID'],
])('a missing %s is an error with a code, and nothing is left', async (_, cluster, code) => {
  await expect(cluster.start()).rejects.toMatchObject({ code });
});
