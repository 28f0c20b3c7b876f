import { expect, test } from 'vitest';
import type { DeviceKind } from './devices.ts';
import { droppedCapabilities, hostConfigOf } from './node-container.ts';

/** What Docker gives every container, which a node's own engine has to be able to pass on, and what mounts and networks take. */
const needed = [
  ...[
    'CHOWN',
    'DAC_OVERRIDE',
    'FSETID',
    'FOWNER',
    'MKNOD',
    'NET_RAW',
    'SETGID',
    'SETUID',
    'SETFCAP',
    'SETPCAP',
  ],
  ...['NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE', 'SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE', 'BPF'],
];

test('a node may not touch what belongs to the machine', () => {
  const dropped = droppedCapabilities([]);
  expect(dropped).toEqual(
    expect.arrayContaining(['SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT', 'SYSLOG']),
  );
  expect(dropped.filter((each) => needed.includes(each))).toEqual([]);
});

test('what the engine lacks is not asked for, and named once', () => {
  const dropped = droppedCapabilities(['SYS_RESOURCE', 'SYS_TIME']);
  expect(dropped).toContain('SYS_RESOURCE');
  expect(new Set(dropped).size).toBe(dropped.length);
});

const node = { name: 'client-1', role: 'client', servers: [], timing: 'fast', acl: true } as const;
const run = { runId: 'r', images: { node: 'i', job: 'job:1' }, version: '1.11.3', keep: false };
const options = { ...node, ...run, servers: [], network: 'n', sharedVolume: 's' };
const engine = { missingCapabilities: [], nodesAt: '127.0.0.1' };

test('a node has the devices of this machine only where its tasks may be privileged', () => {
  const rules = (allowPrivileged?: boolean) => hostConfigOf(engine, { ...options, allowPrivileged });
  expect(rules()).not.toHaveProperty('DeviceCgroupRules');
  expect(rules(false)).not.toHaveProperty('DeviceCgroupRules');
  expect(rules(true)).toMatchObject({ DeviceCgroupRules: ['a *:* rwm'] });
});

test('a client has the devices that its tasks are given and no others, a server none', () => {
  const rules = (role: 'client' | 'server', ...devices: DeviceKind[]) =>
    hostConfigOf(engine, { ...options, role, devices });
  expect(rules('client', 'loop', 'fuse')).toMatchObject({
    DeviceCgroupRules: ['c 10:237 rwm', 'b 7:* rwm', 'c 10:229 rwm'],
  });
  expect(rules('client')).not.toHaveProperty('DeviceCgroupRules');
  expect(rules('server', 'loop')).not.toHaveProperty('DeviceCgroupRules');
});

test('a node is bound by no profile of seccomp, AppArmor or SELinux, which forbid mounts and engines', () => {
  expect(hostConfigOf(engine, options).SecurityOpt).toEqual([
    'seccomp=unconfined',
    'apparmor=unconfined',
    'label=disable',
  ]);
});

test('a node is in the user namespace of its host, also where the engine remaps that of containers', () => {
  expect(hostConfigOf(engine, options).UsernsMode).toBe('host');
});

test("a node's port is published on this machine alone, or on the address of an engine in another network", () => {
  const addressOf = (nodesAt: string) =>
    hostConfigOf({ ...engine, nodesAt }, options).PortBindings['4646/tcp'];
  expect(addressOf('127.0.0.1')).toEqual([{ HostIp: '127.0.0.1', HostPort: '' }]);
  expect(addressOf('10.1.2.3')).toEqual([{ HostIp: '10.1.2.3', HostPort: '' }]);
});
