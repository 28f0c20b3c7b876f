import { expect, test } from 'vitest';
import { agentConfig } from './agent-config.ts';

type Shape = Parameters<typeof agentConfig>[0];

const images = { job: 'job:1' };
const servers = ['server-1', 'server-2', 'server-3'];

function server(shape: Partial<Shape> = {}) {
  const given = { name: 'server-1', role: 'server', servers, timing: 'fast', acl: true, images } as const;
  return agentConfig({ ...given, version: '1.11.3', ...shape }) as Record<string, object> & {
    server: object;
  };
}

function client(variation?: Shape['variation'], shape: Partial<Shape> = {}) {
  const given = { name: 'client-1', role: 'client', servers, timing: 'fast', acl: true, images } as const;
  const config = agentConfig({ ...given, version: '1.11.3', ...shape, ...(variation && { variation }) });
  return config as { client: object; plugin: { docker?: [{ config: object[] }] }[] };
}

test('a server expects every server and joins the others', () => {
  expect(server().server).toMatchObject({
    bootstrap_expect: 3,
    server_join: { retry_join: ['server-2', 'server-3'] },
  });
  expect(server({ servers: ['server-1'] }).server).not.toHaveProperty('server_join');
});

test('an agent has one role', () => {
  expect(server()).not.toHaveProperty('client');
  expect(client()).not.toHaveProperty('server');
});

test('a client registers with every server by RPC', () => {
  expect(client().client).toMatchObject({ servers: ['server-1:4647', 'server-2:4647', 'server-3:4647'] });
});

test.each([
  ['1.4.14', false],
  ['1.5.0', true],
  ['2.0.5', true],
])('Nomad %s gets the interval of claim collection: %s', (version, has) => {
  const { server: block } = server({ version });
  expect('csi_volume_claim_gc_interval' in block).toBe(has);
  expect(block).toMatchObject({ csi_volume_claim_gc_threshold: '10s' });
});

test('production timing leaves the intervals to Nomad', () => {
  expect(Object.keys(server({ timing: 'production' }).server).sort()).toEqual([
    'bootstrap_expect',
    'enabled',
    'server_join',
  ]);
});

test('without claim collection no claim is collected during a run', () => {
  expect(server({ claimCollection: false }).server).toMatchObject({
    csi_volume_claim_gc_interval: '1000h',
    csi_volume_claim_gc_threshold: '1000h',
  });
});

test.each([true, false])('ACL is on only where it is asked for: %s', (acl) => {
  expect('acl' in server({ acl })).toBe(acl);
});

test('a gossip key brings mutual TLS with the certificate of the role', () => {
  const secured = server({ gossipKey: 'a2V5' });
  expect(secured.server).toMatchObject({ encrypt: 'a2V5' });
  expect(secured.tls).toMatchObject({
    ...{ http: true, rpc: true, verify_https_client: true },
    cert_file: '/etc/nomad-tls/server.pem',
  });
  expect(server()).not.toHaveProperty('tls');
});

test('a client shows only the variations that it was given', () => {
  expect(client().client).not.toHaveProperty('node_pool');
  expect(client().client).not.toHaveProperty('memory_total_mb');
  expect(client({ nodePool: 'own', memoryMb: 512 }).client).toMatchObject({
    ...{ node_pool: 'own', memory_total_mb: 512 },
  });
});

/** Configuration of the docker driver. */
const dockerOf = ({ plugin }: ReturnType<typeof client>) =>
  plugin.flatMap((each) => each.docker ?? []).flatMap(({ config }) => config);

test.each([undefined, false])('docker tasks may mount volumes unless that is switched off: %s', (given) => {
  const docker = dockerOf(client(given === undefined ? undefined : { dockerVolumes: given }));
  expect(docker).toMatchObject([{ volumes: [{ enabled: given ?? true }], gc: [{ image: false }] }]);
});

test.each([undefined, true])('docker tasks are privileged only where that is asked for: %s', (given) => {
  const docker = dockerOf(client(undefined, { allowPrivileged: given }));
  expect(docker).toMatchObject([{ allow_privileged: given ?? false }]);
});

test('a client has the CNI plugins, and an image that holds the network of docker tasks', () => {
  expect(client().client).toMatchObject({ cni_path: '/usr/lib/cni' });
  expect(dockerOf(client())).toMatchObject([{ infra_image: 'job:1' }]);
});
