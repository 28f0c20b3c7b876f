import { expect, test } from '../../harness/index.ts';

// Its product is facts for `nomad-e2e diff`: which fields the API has, whatever jobs there are.

/** Part of the API → path, a field that is always there, and the version it came with. */
const answers: [api: string, path: string, field: string, since?: string][] = [
  ['node list', '/v1/nodes?resources=true&os=true', 'NodeResources'],
  ['namespaces', '/v1/namespaces', 'Name'],
  ['node pools', '/v1/node/pools', 'Name', '1.6.0'],
  ['scheduler configuration', '/v1/operator/scheduler/configuration', 'SchedulerConfig'],
  ['autopilot configuration', '/v1/operator/autopilot/configuration', 'CleanupDeadServers'],
  ['raft configuration', '/v1/operator/raft/configuration', 'Servers'],
];

test.for(answers)('the API answers for %s', async ([api, path, field, since], { nomad, scope }) => {
  scope.needsCluster('management');
  if (since !== undefined) scope.needsNomad(since, api);
  const answer = await nomad.http.json<unknown>('GET', path);
  scope.noteFields(api, answer);
  const [first] = Array.isArray(answer) ? answer : [answer];
  expect(first).toHaveProperty(field);
});

test('every client reports its attributes', async ({ cluster, csi, nomad, scope }) => {
  scope.needsCluster('docker');
  // A node has other fields until the driver is up: that is no difference between versions.
  await csi.healthy();
  for (const { nomadNodeId = '' } of cluster.clients) {
    const node = await nomad.nodes.read(nomadNodeId);
    scope.noteFields('node', node);
    expect(node.Attributes['driver.docker']).toBe('1');
  }
});
