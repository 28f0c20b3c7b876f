import { expect, test } from 'vitest';
import { connectCluster } from './connect.ts';

test('without NOMAD_E2E_CLUSTER the error says how to run the suites', async () => {
  await expect(connectCluster({})).rejects.toMatchObject({
    code: 'CLUSTER_UNSET',
    exitCode: 2,
    next: expect.stringContaining('npx nomad-e2e run'),
  });
});

test('a descriptor that cannot be read is named', async () => {
  await expect(connectCluster({ NOMAD_E2E_CLUSTER: '/nowhere/cluster.json' })).rejects.toMatchObject({
    code: 'CLUSTER_UNREADABLE',
    message: expect.stringContaining('/nowhere/cluster.json'),
  });
});
