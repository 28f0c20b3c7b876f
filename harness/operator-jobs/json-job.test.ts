import { expect, test } from 'vitest';
import { readGiven, volume } from './fake-files.ts';
import { summaryOf } from './files-summary.ts';

const api = (change: object = {}) => ({
  ID: 'till',
  Name: 'till',
  Type: 'service',
  TaskGroups: [
    {
      Name: 'till',
      Count: 2,
      Consul: { Namespace: '', Cluster: 'default' },
      Volumes: { data: { Name: 'data', Type: 'csi', Source: 'orders', PerAlloc: null } },
      Tasks: [{ Name: 'till', Driver: 'docker', Config: { image: 'till:1' }, Vault: null }],
    },
  ],
  ...change,
});

test.each([
  ['with Job around it', { Job: api() }],
  ['as nomad job inspect of an older Nomad prints it', api()],
])('%s is read as one of HCL', async (_, body) => {
  const text = JSON.stringify(body, null, 2);
  const { found } = await readGiven({ 'a.nomad.json': text, 'v.volume.hcl': volume('orders') });
  expect(found?.jobs[0]?.parsed).toMatchObject({ ID: 'till', TaskGroups: [{ Count: 2 }] });
  expect(found && summaryOf(found)).toMatchObject({
    jobs: [{ id: 'till' }],
    images: ['till:1'],
    undetermined: [],
  });
  const missing = (await readGiven({ 'a.nomad.json': text })).refused;
  const line = text.split('\n').findIndex((each) => each.includes('"Source"')) + 1;
  expect(missing).toContain(`OWN_VOLUME_MISSING 2 a.nomad.json:${line}: volume "orders"`);
});

test('is refused for the same reasons', async () => {
  const [group] = api().TaskGroups;
  const tasks = [
    { Name: 'till', Driver: 'java', Vault: { Role: 'till' }, Resources: { NUMA: { Affinity: 'require' } } },
  ];
  const networks = [{ Mode: 'cni/own', DynamicPorts: [{ Label: 'http', HostNetwork: 'tailnet' }] }];
  const constraints = [{ LTarget: '$' + '{node.datacenter}', RTarget: 'fra1', Operand: '=' }];
  const groups = [{ ...group, Volumes: null, Tasks: tasks, Networks: networks, Constraints: constraints }];
  const { refused } = await readGiven(
    { 'a.nomad.json': JSON.stringify({ Job: api({ TaskGroups: groups, UI: { Description: 'x' } }) }) },
    { from: '1.7.7' },
  );
  for (const reason of [
    'driver "java"',
    'vault block',
    'numa block',
    'network mode "cni/own"',
    'host network "tailnet"',
    'node.datacenter} = fra1',
    'job.ui is new in Nomad 1.8.0',
  ])
    expect(refused).toContain(reason);
});

test.each([
  ['[1]', 'a.nomad.json'],
  ['{"job": {"till": {"group": {}}}}', 'a.nomad.json:1: JSON that is not a job of Nomad'],
  ['{"Job": }', 'a.nomad.json: Unexpected token'],
])('that is none is refused in one line: %s', async (text, message) => {
  const { refused } = await readGiven({ 'a.nomad.json': text });
  expect(refused).toContain('OWN_JOB_INVALID 2');
  expect(refused).toContain(message);
});
