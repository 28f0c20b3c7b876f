import { expect, test } from 'vitest';
import { type DriverProfile, readProfile } from '../csi/index.ts';
import type { CsiPlugin, NodeListStub } from '../nomad/index.ts';
import {
  driverMissing,
  type LackOptions,
  lacksOf,
  oldestVersion,
  requireClients,
  type Survey,
} from './detect.ts';
import { targetOf } from './target.ts';

const healthy = { Detected: true, Healthy: true };
const node = (ID: string, Drivers: NodeListStub['Drivers'] = { docker: healthy }): NodeListStub => ({
  ...{ ID, Name: `node-${ID}`, Datacenter: 'dc1', Version: '1.11.3', Drain: false, Drivers },
  ...{ SchedulingEligibility: 'eligible', Status: 'ready', ModifyIndex: 1 },
});
const plugin = (nodes: Record<string, boolean>, more: Partial<CsiPlugin> = {}): CsiPlugin => ({
  ...{ ID: 'hostpath', ControllerRequired: true, ControllersHealthy: 1, ControllersExpected: 1 },
  ...{ NodesHealthy: 1, NodesExpected: 1, ModifyIndex: 1 },
  Nodes: Object.fromEntries(
    Object.entries(nodes).map(([id, Healthy]) => [id, { PluginID: 'hostpath', AllocID: '', Healthy }]),
  ),
  ...more,
});
const nodes = [node('a'), node('b')];
const whole: Survey = {
  ...{ servers: [], nodes, clients: nodes, namespaces: [], regions: [], plugins: [], unbridged: [] },
  plugin: plugin({ a: true, b: true }),
};
const all = {
  kind: 'management' as const,
  policies: [],
  may: () => true,
  variables: true,
  hostVolumes: true,
};
const probed = { version: '1.11.3', missing: [] };
const driver: DriverProfile = await readProfile('hostpath');

function lacks(changes: Partial<LackOptions> & { flags?: object } = {}) {
  return lacksOf({
    survey: whole,
    permissions: { ...all, reads: { node: true, agent: true, plugin: true } },
    target: targetOf({ NOMAD_ADDR: 'http://nomad:4646' }, changes.flags ?? {}),
    driver,
    probes: { docker: probed, exec: probed, raw_exec: probed },
    image: 'driver:1',
    ...changes,
  });
}

test('a cluster that has all lacks our machines, and drivers that nobody has allowed', () => {
  expect(Object.keys(lacks()).sort()).toEqual(['driver jobs', 'machines']);
  expect(Object.keys(lacks({ flags: { startDriver: true } }))).toEqual(['machines']);
});

test('a driver whose probe failed is skipped with its reason, and CSI with docker', () => {
  const probes = { docker: { reason: 'a task of it fails: no such image' }, exec: probed, raw_exec: probed };
  expect(lacks({ probes })).toMatchObject({
    docker: 'driver docker: a task of it fails: no such image',
    csi: 'driver docker: a task of it fails: no such image',
  });
});

test('bridge networks need the CNI plugin on every client', () => {
  const found = lacks({ survey: { ...whole, unbridged: ['node-b'] } });
  expect(found['bridge networks']).toMatch(/no CNI plugin .* on 1 clients \(node-b\)/);
});

test.each<[string, Survey, RegExp | undefined]>([
  ['is not there', { ...whole, plugin: undefined }, /no CSI plugin "hostpath".*--start-driver/],
  ['is not on every client', { ...whole, plugin: plugin({ a: true }) }, /not healthy on node-b/],
  ['is not healthy on one', { ...whole, plugin: plugin({ a: true, b: false }) }, /not healthy on node-b/],
  [
    'has no controller',
    { ...whole, plugin: plugin({ a: true, b: true }, { ControllersHealthy: 0 }) },
    /no healthy controller/,
  ],
  ['is on more nodes than ours', { ...whole, plugin: plugin({ a: true, b: true, c: false }) }, undefined],
])('a CSI plugin that %s', (_, survey, reason) => {
  const { csi } = lacks({ survey });
  if (reason) expect(csi).toMatch(reason);
  else expect(csi).toBeUndefined();
});

test('a plugin that is not there may be started, where its image is known', () => {
  const survey = { ...whole, plugin: undefined };
  const flags = { startDriver: true };
  expect(lacks({ survey, flags }).csi).toBeUndefined();
  expect(lacks({ survey, flags, image: undefined })).toMatchObject({
    csi: expect.stringMatching(/profile hostpath has no image/),
    'driver jobs': expect.stringMatching(/profile hostpath has no image/),
  });
});

test('a token with a namespace alone has no nodes, no volumes, no variables, and makes no tokens', () => {
  const only = {
    kind: 'client' as const,
    policies: [],
    variables: false,
    hostVolumes: false,
    may: (each: string) => !each.startsWith('host-volume'),
  };
  const permissions = { ...only, reads: { node: false, agent: false, plugin: false } };
  const found = lacks({ permissions });
  expect(Object.keys(found).sort()).toEqual([
    ...[
      'bridge networks',
      'csi',
      'csi-mount-volume',
      'driver jobs',
      'dynamic host volumes',
      'machines',
      'management',
      'nodes',
      'variables',
    ],
  ]);
  expect(found['dynamic host volumes']).toMatch(
    /may not host-volume-create, host-volume-read, host-volume-delete/,
  );
});

test('a token that may not read plugins is told so', () => {
  const permissions = { ...all, reads: { node: true, agent: true, plugin: false } };
  expect(lacks({ permissions }).csi).toMatch(/plugin \{ policy = "read" \}/);
});

test('a token that may not register plugins starts no driver', () => {
  const may = (each: string) => each !== 'csi-register-plugin';
  const permissions = { ...all, may, reads: { node: true, agent: true, plugin: true } };
  const found = lacks({ permissions, flags: { startDriver: true } });
  expect(found).toMatchObject({ 'driver jobs': expect.stringContaining('may not csi-register-plugin') });
  expect(found.csi, 'the plugin that is there').toBeUndefined();
});

test('no client in the pool is an error that names the pools; unreadable nodes are none', () => {
  const target = targetOf({ NOMAD_ADDR: 'http://nomad:4646' }, { nodePool: 'spare' });
  expect(() => requireClients({ ...whole, clients: [] }, target)).toThrow(
    expect.objectContaining({ code: 'ATTACH_NO_CLIENT', observed: '2 clients, in the node pools default' }),
  );
  expect(() => requireClients({ ...whole, nodes: undefined, clients: [] }, target)).not.toThrow();
});

test('the oldest agent gives the version, without the word for Enterprise', () => {
  const servers = [{ name: 's', version: '1.10.5+ent' }];
  expect(oldestVersion({ ...whole, servers }, [])).toBe('1.10.5');
  const mixed = ['2.0.6-dev', '2.0.5+fips1403', '', '2.1.0'].map((version) => ({ name: 's', version }));
  expect(oldestVersion({ ...whole, servers: mixed, clients: [] }, [])).toBe('2.0.5');
  const blind = { ...whole, servers: undefined, clients: [] };
  expect(oldestVersion(blind, [{ version: '1.9.4', missing: [] }])).toBe('1.9.4');
  expect(() => oldestVersion(blind, [{ reason: 'no' }])).toThrow(
    expect.objectContaining({ code: 'ATTACH_VERSION' }),
  );
});

test('a driver that one client does not have is not probed', () => {
  expect(driverMissing(whole, 'docker')).toBeUndefined();
  const mixed = [node('a'), node('b', { docker: { Detected: true, Healthy: false } })];
  expect(driverMissing({ ...whole, clients: mixed }, 'docker')).toBe(
    'it is not healthy on 1 of 2 clients (node-b)',
  );
  expect(driverMissing({ ...whole, nodes: undefined, clients: mixed }, 'docker')).toBeUndefined();
});

test('a token that may make host volumes, but not mount them, is told the rule', () => {
  const permissions = { ...all, hostVolumes: false, reads: { node: true, agent: true, plugin: true } };
  expect(lacks({ permissions })['dynamic host volumes']).toContain(
    'host_volume "nomad-e2e-*" { policy = "write" }',
  );
});
