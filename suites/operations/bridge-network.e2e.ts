import { addressOf, exitCode, expect, firstLine, test } from '../../harness/index.ts';

const server = 'operations/bridge-server.nomad.hcl';
const fetch = 'operations/fetch.nomad.hcl';

test('a static and a dynamic port of the node lead to the ports of a bridge network', async ({
  nomad,
  scope,
}) => {
  const allocation = await (await scope.run(server)).running();
  expect(await firstLine(nomad, allocation.ID, 'httpd')).toBe('listening');
  const urls = ['fixed', 'free'].map((label) => `http://${addressOf(allocation, label)}/`);

  for (const mode of ['host', 'bridge']) {
    const vars = { urls, mode, job_id: scope.name(`from-${mode}`) };
    const { ID } = await (await scope.run(fetch, vars)).ended();
    const answers = await nomad.allocations.logs(ID, { task: 'fetch', type: 'stdout' });
    expect(answers, `fetched from a task with mode = "${mode}"`).toBe('port 8080\nport 8081\n');
  }
});

test('a port of a bridge network that is not mapped is closed to others', async ({ nomad, scope }) => {
  const { ID, NodeID } = await (await scope.run(server, { mapped: 'false' })).running();
  expect(await firstLine(nomad, ID, 'httpd')).toBe('listening');
  const { Attributes } = await nomad.nodes.read(NodeID);

  const urls = [`http://${Attributes['unique.network.ip-address']}:8080/`];
  const ended = await (await scope.run(fetch, { urls })).ended();
  expect(exitCode(ended, 'fetch'), 'curl could not connect').toBe(7);
  const inside = await nomad.allocations.shell(ID, { task: 'httpd', script: 'wget -qO- 127.0.0.1:8080' });
  expect(inside.stdout).toBe('port 8080\n');
});
