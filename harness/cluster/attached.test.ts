import { expect, test } from 'vitest';
import { type Job, NomadClient } from '../nomad/index.ts';
import { type Attached, adopted, unfitJob } from './attached.ts';
import { type ClusterDescriptor, StartedNomadCluster } from './cluster.ts';

const place: Attached = {
  address: 'http://127.0.0.1:1',
  namespace: 'e2e',
  nodePool: 'spare',
  prefix: 'nomad-e2e-x-',
  lacks: { docker: 'no image' },
  missingCommands: ['file', 'curl'],
};
const job = (Driver: string, Config: Record<string, unknown> = {}, more: Partial<Job> = {}): Job => ({
  ...{ ID: 'j', Name: 'j', Meta: { own: 'kept' }, ...more },
  TaskGroups: [{ Name: 'g', Tasks: [{ Name: 't', Driver, Config }] }],
});

test('a job of ours is marked, preempts nobody, and goes to the namespace and the node pool that were given', () => {
  expect(adopted(job('exec'), place)).toMatchObject({
    Namespace: 'e2e',
    NodePool: 'spare',
    Priority: 1,
    Meta: { own: 'kept', 'nomad-e2e': 'nomad-e2e-x-' },
  });
  expect(adopted(job('exec', {}, { NodePool: 'of-a-test' }), place).NodePool).toBe('of-a-test');
});

test('a job does not fit whose driver or command is not there', () => {
  expect(unfitJob(job('docker'), place)).toBe('no image');
  expect(unfitJob(job('exec', { command: 'file' }), place)).toMatch(/no command `file`/);
  expect(unfitJob(job('exec', { command: 'sh', args: ['-c', 'curl x'] }), place)).toMatch(
    /no command `curl`/,
  );
  expect(unfitJob(job('exec', { command: 'sh', args: ['-c', 'cat file'] }), place)).toBeUndefined();
});

test('a job does not fit whose volume or plugin the token may not have', () => {
  const denied = {
    ...place,
    lacks: { 'csi-mount-volume': 'no plugins', management: 'no', 'driver jobs': 'no drivers' },
  };
  const asking = (Type: string, Source: string): Job => ({
    ...{ ID: 'j', Name: 'j' },
    TaskGroups: [{ Name: 'g', Tasks: [], Volumes: { v: { Type, Source } } }],
  });
  expect(unfitJob(asking('csi', 'nomad-e2e-x-vol'), denied)).toBe('no plugins');
  expect(unfitJob(asking('host', 'certs'), denied)).toMatch(/host volume that is not its own/);
  expect(unfitJob(asking('host', 'nomad-e2e-x-vol'), denied)).toBeUndefined();
  expect(unfitJob(asking('host', 'certs'), { ...denied, lacks: {} })).toBeUndefined();
  const plugin: Job = {
    ...{ ID: 'j', Name: 'j' },
    TaskGroups: [{ Name: 'g', Tasks: [{ Name: 't', Driver: 'exec', CSIPluginConfig: { ID: 'p' } }] }],
  };
  expect(unfitJob(plugin, denied)).toBe('no drivers');
  expect(unfitJob(plugin, place)).toBeUndefined();
});

const descriptor: ClusterDescriptor = {
  ...{ runId: 'x', engineHost: '', version: '1.11.3', timing: 'production', keep: true, network: '' },
  ...{ sharedVolume: '', missingCapabilities: [], images: { node: '', job: '', csiPlugin: '' } },
  attached: place,
  nodes: [
    {
      ...{ name: 'client-1', role: 'client', containerId: '', nomadAddress: '', version: '1.11.3' },
      nomadNodeId: 'n1',
    },
  ],
};

test('a node of somebody else has a name and an id, and what would work on it ends the test', async () => {
  await using started = await StartedNomadCluster.connect(descriptor);
  const told: string[] = [];
  const cluster = started.forTest((reason) => {
    told.push(reason);
    throw new Error('skipped');
  });
  expect(cluster.nomad).toBe(started.nomad);
  const node = cluster.nodeByNomadId('n1');
  expect(node.name).toBe('client-1');
  const works = [
    () => node.exec(['true']),
    () => node.agent.restart(),
    () => node.kill(),
    () => cluster.addClient(),
  ];
  for (const work of works) await expect(work()).rejects.toThrow('skipped');
  expect(() => cluster.servers).toThrow('skipped');
  expect(() => cluster.require('docker')).toThrow('skipped');
  expect(told).toEqual([
    ...Array(3).fill('needs machines of our own: it works on client-1 itself'),
    'needs machines of our own: it adds a client',
    'needs machines of our own: it works on servers',
    'no image',
  ]);
});

test('outside of a test the same is an error', async () => {
  await using started = await StartedNomadCluster.connect(descriptor);
  await expect(started.nodeByNomadId('n1').exec(['true'])).rejects.toMatchObject({ code: 'CLUSTER_LACKS' });
});

test('where nodes cannot be read there are none to be named', async () => {
  const blind = { ...descriptor, attached: { ...place, lacks: { nodes: 'may not read nodes' } } };
  await using started = await StartedNomadCluster.connect(blind);
  expect(() => started.clients).toThrow('may not read nodes');
});

test('a job with a bridge network is unfit where the kernel or the clients make none, and no other job is', async () => {
  const job = (Mode: string): Job => ({
    ...{ ID: 'j', Name: 'j' },
    TaskGroups: [{ Name: 'g', Networks: [{ Mode }], Tasks: [] }],
  });
  const reasonOn = async (changes: Partial<ClusterDescriptor>, mode: string) => {
    await using started = new StartedNomadCluster(undefined, { ...descriptor, ...changes }, [], {
      nomad: new NomadClient({ address: 'http://127.0.0.1:1' }),
    });
    return started.unfitJob(job(mode));
  };
  const lacks = { 'bridge networks': 'no CNI plugin' };
  expect(await reasonOn({ noBridge: 'the kernel makes none' }, 'bridge')).toBe('the kernel makes none');
  expect(await reasonOn({ noBridge: 'the kernel makes none' }, 'host')).toBeUndefined();
  expect(await reasonOn({ attached: { ...place, lacks } }, 'bridge')).toBe('no CNI plugin');
  expect(await reasonOn({}, 'bridge')).toBeUndefined();
});
