import { expect, test } from 'vitest';
import type { Job } from '../nomad/index.ts';
import { adjustJob, adjustVolume } from './adjust.ts';

const docker = (config: object) => [{ Name: 'main', Driver: 'docker', Config: { ...config } }];
const job = (change: Partial<Job> = {}): Job => ({
  ...{ ID: 'web', Name: 'web', Region: 'global', Datacenters: ['dc1'], NodePool: 'default' },
  TaskGroups: [{ Name: 'web', Tasks: docker({ image: 'web:1' }) }],
  ...change,
});

test('a job that fits is left as it is', () => {
  expect(adjustJob(job(), [{ reference: 'web:1', name: 'web:1', id: '1' }])).toEqual({
    job: job(),
    changes: [],
  });
  expect(adjustJob(job({ Datacenters: ['*'] }), []).changes).toEqual([]);
});

test('what places it elsewhere is changed, each with a line', () => {
  const elsewhere = job({ Region: 'eu', Datacenters: ['eu1', 'eu2'], NodePool: 'gpu' });
  const { job: adjusted, changes } = adjustJob(elsewhere, []);
  expect(adjusted).toMatchObject({ Region: 'global', Datacenters: ['dc1'], NodePool: 'default' });
  expect(changes).toEqual([
    'job web: region eu -> global',
    'job web: datacenters eu1, eu2 -> dc1',
    'job web: node_pool gpu -> default',
  ]);
});

test('an image that a node would ask a registry for gets the name that it was carried by', () => {
  const group = { Name: 'web', Tasks: docker({ image: 'web', force_pull: true }) };
  const { job: adjusted, changes } = adjustJob(job({ TaskGroups: [group] }), [
    { reference: 'web', name: 'web:r1', id: '1' },
  ]);
  expect(adjusted.TaskGroups?.[0]?.Tasks?.[0]?.Config).toEqual({ image: 'web:r1', force_pull: false });
  expect(changes).toHaveLength(2);
});

test('a service of Consul becomes one of Nomad, without the checks that Nomad does not have', () => {
  const service = { Name: 'web', Provider: 'consul', Checks: [{ Type: 'grpc' }, { Type: 'tcp' }] };
  const group = { Name: 'web', Tasks: [], Services: [service, { Name: 'own', Provider: 'nomad' }] };
  const { job: adjusted, changes } = adjustJob(job({ TaskGroups: [group] }), []);
  expect(adjusted.TaskGroups?.[0]?.Services).toEqual([
    { Name: 'web', Provider: 'nomad', Checks: [{ Type: 'tcp' }] },
    { Name: 'own', Provider: 'nomad' },
  ]);
  expect(changes).toEqual([expect.stringContaining('without 1 check that only Consul has')]);
});

test('a volume that its driver serves as file system and as device is made as file system', () => {
  const as = (AttachmentMode: string) => ({ AccessMode: 'single-node-writer', AttachmentMode });
  const both = [as('block-device'), as('file-system')];
  const made = (RequestedCapabilities: typeof both) =>
    adjustVolume(
      { ID: 'db', Name: 'db', PluginID: 'hostpath', RequestedCapabilities },
      'hostpath',
      'default',
    );
  expect(made(both).spec.RequestedCapabilities).toEqual([as('file-system')]);
  expect(made(both).changes).toEqual([expect.stringContaining('capability block-device left out')]);
  expect(made([as('block-device')])).toMatchObject({
    spec: { RequestedCapabilities: [as('block-device')] },
    changes: [],
  });
});

test('a volume is made by our driver, and what belongs to its own is left out and named', () => {
  const capabilities = [{ AccessMode: 'single-node-writer', AttachmentMode: 'file-system' }];
  const spec = {
    ...{ ID: 'db', Name: 'db', PluginID: 'ebs', ExternalID: 'vol-1', RequestedCapabilities: capabilities },
    Parameters: { type: 'gp3' },
    Secrets: { key: 'hidden' },
  };
  const { spec: adjusted, changes } = adjustVolume(spec, 'hostpath', 'retail');
  expect(adjusted).toEqual({
    ...{
      ID: 'db',
      Name: 'db',
      PluginID: 'hostpath',
      Namespace: 'retail',
      RequestedCapabilities: capabilities,
    },
  });
  expect(changes).toEqual([
    'volume db: plugin_id ebs -> hostpath',
    'volume db: external_id, parameters, secrets left out, they belong to the real driver',
    'volume db: a new, empty volume stands in for the registered one',
  ]);
  expect(changes.join()).not.toContain('hidden');
});
