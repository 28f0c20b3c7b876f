import { expect, test } from '../../harness/index.ts';

/** What Nomad's API tells whatever jobs there are → path, and a field that is always there. */
const answers: [api: string, path: string, field: string][] = [
  ['node list', '/v1/nodes?resources=true&os=true', 'NodeResources'],
  ['namespaces', '/v1/namespaces', 'Name'],
  ['node pools', '/v1/node/pools', 'Name'],
  ['scheduler configuration', '/v1/operator/scheduler/configuration', 'SchedulerConfig'],
  ['autopilot configuration', '/v1/operator/autopilot/configuration', 'CleanupDeadServers'],
  ['raft configuration', '/v1/operator/raft/configuration', 'Servers'],
];

test.for(answers)(
  'Nomad answers what it is asked about: %s',
  async ([api, path, field], { nomad, scope }) => {
    scope.needsCluster('management');
    const answer = await nomad.http.json<unknown>('GET', path);
    scope.noteFields(api, answer);
    const [first] = Array.isArray(answer) ? answer : [answer];
    expect(first).toHaveProperty(field);
  },
);

test('every client tells of itself', async ({ cluster, nomad, scope }) => {
  scope.needsCluster('docker');
  for (const { nomadNodeId = '' } of cluster.clients) {
    const node = await nomad.nodes.read(nomadNodeId);
    scope.noteFields('node', node);
    expect(node.Attributes['driver.docker']).toBe('1');
  }
});
