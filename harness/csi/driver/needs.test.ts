import { expect, test } from 'vitest';
import { controllersOf, driverJobs } from './jobs.ts';
import { askedOfAny, type DriverNeeds, fitVolume, unfitVolume, unmet } from './needs.ts';
import { readProfile } from './read.ts';

const shared = await readProfile('hostpath');
const block = await readProfile('hostpath-block');
const cloud = await readProfile('ebs');
const spec = (AccessMode: string) => ({
  ...{ ID: 'v', Name: 'v', PluginID: 'p', RequestedCapacityMin: 1, Parameters: { tier: 'fast' } },
  RequestedCapabilities: [{ AccessMode, AttachmentMode: 'file-system' }],
});

test.each<[DriverNeeds, string]>([
  [{ attach: 'exclusive' }, 'driver profile hostpath has no exclusive attach'],
  [{ attachLimit: true }, 'driver profile hostpath has no attach limit'],
  [{ slowDetach: true }, 'driver profile hostpath states no least time of a detach'],
])('%j is not met by storage that all nodes share, and met by block storage', (needs, reason) => {
  expect(unmet(shared, needs)).toBe(reason);
  expect(unmet(block, needs)).toBeUndefined();
});

test.each<[DriverNeeds, string]>([
  [{ own: true }, 'driver profile ebs is not of our own driver'],
  [{ can: 'list' }, 'driver profile ebs cannot list volumes'],
  [{ shape: 'monolith' }, 'driver profile ebs does not run as one task for both services'],
  [
    { bytes: 1024 ** 2 },
    'driver profile ebs has no volume below 1073741824 bytes, and this needs one of 1048576',
  ],
])('%j is not met by EBS, and met by our own driver', (needs, reason) => {
  expect(unmet(cloud, needs)).toBe(reason);
  expect(unmet(shared, needs)).toBeUndefined();
});

test('a waiting job is not woken by a slow detach', () => {
  expect(unmet(block, { promptDetach: true })).toContain('hostpath-block detaches in 3000 ms');
  expect(unmet(shared, { promptDetach: true })).toBeUndefined();
});

test('a driver that binds a volume to its node is not for suites that go to another', async () => {
  const upstream = await readProfile('csi-driver-host-path');
  expect(unmet(upstream, { otherNodes: true })).toContain('binds a volume to its node');
  expect(unmet(cloud, { otherNodes: true })).toBeUndefined();
  expect(unmet(cloud, { ownNode: true })).toBe('driver profile ebs binds no volume to a node');
  expect(unmet(upstream, { ownNode: true })).toBeUndefined();
});

test('a controller that knows the volumes of its node alone is not to be asked for those of another', async () => {
  const upstream = await readProfile('csi-driver-host-path');
  expect(askedOfAny(upstream, { can: 'snapshot' }, 2)).toMatch(/asks any of them to make snapshots$/);
  expect(askedOfAny(upstream, { can: 'snapshot' }, 1)).toBeUndefined();
  expect(askedOfAny(upstream, { can: 'create' }, 2)).toBeUndefined();
  expect([shared, block, cloud].map((driver) => askedOfAny(driver, { can: 'snapshot' }, 2))).toEqual(
    Array(3).fill(undefined),
  );
});

test('a volume whose access mode the driver has not is told', () => {
  const mode = 'multi-node-multi-writer';
  expect(unfitVolume(block, spec(mode))).toBe(`driver profile hostpath-block has no access mode ${mode}`);
  expect(unfitVolume(block, spec('single-node-writer'))).toBeUndefined();
});

test('our own driver keeps the parameters of the file, another gets those of its profile', () => {
  const wanted = spec('single-node-writer');
  expect(fitVolume(shared, wanted)).toEqual(wanted);
  const volume = { capacity_min: 2, mount_options: { fs_type: 'ext4', mount_flags: ['noatime'] } };
  expect(fitVolume({ ...block, volume }, wanted)).toEqual({
    ...wanted,
    RequestedCapacityMin: 2,
    MountOptions: { FSType: 'ext4', MountFlags: ['noatime'] },
  });
  const larger = { ...wanted, RequestedCapacityMin: 3 };
  expect(fitVolume({ ...block, volume }, larger)).toMatchObject({ RequestedCapacityMin: 3 });
  expect(fitVolume(cloud, wanted)).toEqual({
    ...wanted,
    ...{ RequestedCapacityMin: 1024 ** 3, RequestedCapacityMax: 2 * 1024 ** 3 },
    ...{ Parameters: { type: 'gp3' }, MountOptions: { FSType: 'ext4' } },
  });
});

test('a driver is one job for both services, or a controller and node plugins', () => {
  const options = { pluginId: 'p', ownImage: 'ours:1' };
  expect(driverJobs(shared, options)).toEqual([
    { shape: 'monolith', file: 'csi/plugin.nomad.hcl', vars: { plugin_id: 'p', image: 'ours:1' } },
  ]);
  expect(driverJobs(shared, { ...options, shape: 'split' }).map(({ shape }) => shape)).toEqual([
    'controller',
    'node',
  ]);
  expect(driverJobs(cloud, options)).toMatchObject([
    { shape: 'controller', vars: { image: 'amazon/aws-ebs-csi-driver:v1.38.1', memory: '256' } },
    { shape: 'node', vars: { privileged: 'true', volumes: ['/dev:/dev'] } },
  ]);
  const [made] = driverJobs(block, options);
  expect(made?.vars.devices).toEqual(expect.arrayContaining(['loop-control', 'loop0', 'loop31']));
  expect([shared, block, cloud].map((driver) => controllersOf(driver, 3))).toEqual([3, 3, 1]);
});

test('whose the mounts of a driver are is asked of it', async () => {
  const fuse = await readProfile('hostpath-fuse');
  expect(unmet(fuse, { mounts: 'driver' })).toBeUndefined();
  expect(unmet(fuse, { mounts: 'kernel' })).toContain('hostpath-fuse has mounts that end when the driver');
  expect(unmet(block, { mounts: 'kernel' })).toBeUndefined();
  expect(unmet(block, { mounts: 'driver' })).toContain('hostpath-block has mounts that outlive a restart');
});

test('what a volume is made of is asked of the driver', () => {
  expect(unmet(block, { fsType: 'xfs', devices: true })).toBeUndefined();
  expect(unmet(shared, { fsType: 'ext4' })).toBe('driver profile hostpath has no volumes with ext4');
  expect(unmet(shared, { devices: true })).toBe('driver profile hostpath gives a task no block device');
});
