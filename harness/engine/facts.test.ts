import { expect, test } from 'vitest';
import { HarnessError } from '../errors.ts';
import { capabilitiesMissingAt, notInBoundingSet } from './capabilities.ts';
import { compareVersions, isRootless, namedHost } from './engine.ts';
import { missing, noPermission, tooOld, triedLines, unreachable } from './errors.ts';
import { requireNodes } from './limits.ts';
import { mountsUnder } from './mounts.ts';
import { isLivingUser } from './private-engine.ts';
import { engineEnvironment, findDockerd, privatePaths } from './private-paths.ts';
import { isPodman } from './probe.ts';
import { checkRoom } from './room.ts';

const GiB = 1024 ** 3;
const tried = [
  {
    source: 'default socket',
    host: 'unix:///var/run/docker.sock',
    reason: 'permission denied',
    code: 'EACCES',
  },
  { source: 'Podman', host: 'unix:///run/podman/podman.sock', reason: 'no such socket', code: 'ENOENT' },
];

const thrown = (action: () => unknown): HarnessError => {
  try {
    action();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

test('capabilities outside the bounding set, up to the last one of the kernel', () => {
  expect(notInBoundingSet('Name:\tx\nCapBnd:\t000001fffeffffff\n', 40)).toEqual(['SYS_RESOURCE']);
  expect(notInBoundingSet('CapBnd:\t000001ffffffffff\n', 40)).toEqual([]);
  expect(notInBoundingSet('CapBnd:\t0000003fffffffff\n', 40)).toEqual([
    'PERFMON',
    'BPF',
    'CHECKPOINT_RESTORE',
  ]);
  expect(notInBoundingSet('CapBnd:\t0000003fffffffff\n', 37)).toEqual([]);
  expect(notInBoundingSet('', 40)).toEqual([]);
});

test('a container says what the machine of an engine elsewhere is without, and is removed', async () => {
  const did: unknown[] = [];
  const text = '40\r\nName:\tinit\r\nCapBnd:\t000001fffeffffff\r\n';
  const container = {
    start: async () => did.push('start'),
    wait: async () => did.push('wait'),
    logs: async () => Buffer.from(text),
    remove: async () => did.push('remove'),
  };
  const createContainer = async (options: unknown) => {
    did.push(options);
    return container;
  };
  const docker = { createContainer };
  const missing = await capabilitiesMissingAt({ docker: docker as never }, { image: 'node:1', runId: 'r' });
  expect(missing).toEqual(['SYS_RESOURCE']);
  const options = { Image: 'node:1', HostConfig: { PidMode: 'host', NetworkMode: 'none' } };
  expect(did).toEqual([expect.objectContaining(options), 'start', 'wait', 'remove']);
});

test('API versions compare by number', () => {
  expect(compareVersions('1.9', '1.41')).toBeLessThan(0);
  expect(compareVersions('1.41', '1.41')).toBe(0);
  expect(compareVersions('2.0', '1.41')).toBeGreaterThan(0);
});

test('an engine at ::1 is named for testcontainers, which takes no brackets', async () => {
  const hosts = (known: string) => async (name: string) =>
    name === known ? [{ address: '::1', family: 6 }] : Promise.reject(new Error('ENOTFOUND'));
  expect(await namedHost('tcp://[::1]:2375', hosts('localhost'))).toBe('tcp://localhost:2375');
  expect(await namedHost('tcp://[::1]:2375', hosts('ip6-localhost'))).toBe('tcp://ip6-localhost:2375');
  expect(await namedHost('unix:///s', hosts(''))).toBe('unix:///s');
  await expect(namedHost('tcp://[::1]:2375', hosts(''))).rejects.toMatchObject({ code: 'ENGINE_OTHER' });
});

test('Podman and rootless are seen', () => {
  const version = { Version: '4.3.1', ApiVersion: '1.41' };
  expect(isPodman({ ...version, Components: [{ Name: 'Podman Engine' }] })).toBe(true);
  expect(isPodman({ ...version, Components: [{ Name: 'Engine' }] })).toBe(false);
  expect(isRootless({ SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'] })).toBe(true);
  expect(isRootless({})).toBe(false);
});

test('a rootless engine cannot run nodes, and the reason fits its cgroups', () => {
  const kind = { host: 'unix:///s', podman: false, missingControllers: [] };
  const engine = { ...kind, rootless: true, cgroupVersion: 1 } as const;
  expect(thrown(() => requireNodes(engine)).message).toContain('cgroup v1');
  expect(thrown(() => requireNodes({ ...engine, cgroupVersion: 2 })).message).toContain(
    'rootless Docker lives in a user namespace',
  );
  expect(thrown(() => requireNodes(engine))).toMatchObject({ code: 'ENGINE_ROOTLESS', exitCode: 3 });
  expect(() => requireNodes({ ...engine, rootless: false })).not.toThrow();
});

test('Podman cannot run nodes, rootful neither', () => {
  const kind = { host: 'unix:///s', podman: true, rootless: false, missingControllers: [] };
  expect(thrown(() => requireNodes({ ...kind, cgroupVersion: 2 }))).toMatchObject({
    code: 'ENGINE_PODMAN',
    exitCode: 3,
    message: expect.stringContaining('the engine at unix:///s cannot run Nomad nodes: it is Podman'),
  });
});

test('an engine without the controllers that Nomad needs cannot run nodes', () => {
  const kind = { host: 'unix:///s', rootless: false, podman: false } as const;
  const of = (cgroupVersion: 1 | 2, missingControllers: string[]) => () =>
    requireNodes({ ...kind, cgroupVersion, missingControllers });
  const error = thrown(of(2, ['io', 'memory']));
  expect(error).toMatchObject({ code: 'ENGINE_CGROUPS', exitCode: 3 });
  expect(error.message).toContain('no cgroup controllers io, memory (cgroup v2)');
  expect(error.next).toContain('cgroup_enable=memory');
  expect(of(1, ['memory'])).toThrow('no cgroup controllers memory');
  expect(of(1, ['io', 'pids'])).not.toThrow();
});

test('errors list every address that was tried and the next command', () => {
  expect(triedLines(tried).split('\n')).toHaveLength(2);
  expect(unreachable(tried, 'go')).toMatchObject({ code: 'ENGINE_UNREACHABLE', next: 'go', exitCode: 3 });
  expect(unreachable(tried, 'go').observed).toContain(
    'Podman (unix:///run/podman/podman.sock): no such socket',
  );
  const [denied] = tried;
  const error = denied && noPermission(denied, 'ann', tried);
  expect(error?.message).toBe('user ann may not open the socket unix:///var/run/docker.sock');
  expect(error?.next).toContain('sudo usermod -aG docker ann');
  expect(missing(tried, true).next).toContain(
    '--no-install-recommends docker.io iproute2 iptables mmdebstrap',
  );
  expect(missing(tried, false).next).not.toContain('apt-get');
  expect(tooOld('unix:///s', '19.03', '1.40', '1.41').message).toContain('19.03 with API 1.40');
});

test('room: the figures stand in the message', () => {
  const engine = { host: 'unix:///s', local: true, memoryBytes: 8 * GiB, diskFreeBytes: 7 * GiB };
  expect(() => checkRoom(engine, { nodes: 3 }, () => 2 * GiB)).not.toThrow();
  const memory = thrown(() => checkRoom(engine, { nodes: 3 }, () => GiB));
  expect(memory).toMatchObject({ code: 'ENGINE_NO_MEMORY', exitCode: 3 });
  expect(memory.message).toContain('3 nodes need 1.5 GiB of memory; the engine at unix:///s has 1.0 GiB');
  const disk = thrown(() => checkRoom({ ...engine, diskFreeBytes: GiB }, { nodes: 1 }, () => 8 * GiB));
  expect(disk.code).toBe('ENGINE_NO_DISK');
  expect(disk.message).toContain('a run needs 6.0 GiB of disk; the engine at unix:///s has 1.0 GiB free');
  const remote = { host: 'tcp://lab', local: false, memoryBytes: 8 * GiB };
  expect(() => checkRoom(remote, { nodes: 3 }, () => 0)).not.toThrow();
});

test('the private engine: paths by cache folder, a short socket, a clean environment', () => {
  const paths = privatePaths({ XDG_CACHE_HOME: '/c' }, '/home/ann');
  expect(paths.data).toBe('/c/nomad-e2e/engine/data');
  expect(paths.state).not.toBe(privatePaths({}, '/home/ann').state);
  expect(privatePaths({}, '/home/ann').data).toBe('/home/ann/.cache/nomad-e2e/engine/data');
  expect(privatePaths({ XDG_CACHE_HOME: `/${'x'.repeat(200)}` }, '/').socket.length).toBeLessThan(108);
  const env = engineEnvironment({ PATH: '/p', AWS_CA_BUNDLE: '/x', https_proxy: 'http://p', NO_PROXY: 'l' });
  expect(env).toMatchObject({ https_proxy: 'http://p', NO_PROXY: 'l', HOME: '/root' });
  expect(env.PATH?.split(':')).toEqual(expect.arrayContaining(['/p', '/usr/sbin']));
  expect(Object.keys(env)).not.toContain('AWS_CA_BUNDLE');
  expect(findDockerd({ PATH: '/nowhere' })).not.toBe('/nowhere/dockerd');
});

test('use files name their process', () => {
  const seen: unknown[] = [];
  expect(isLivingUser('12-345-1', (user) => seen.push(user) > 0)).toBe(true);
  expect(seen).toEqual([{ pid: 12, start: '345' }]);
  expect(isLivingUser('12-345-1', () => false)).toBe(false);
  expect(isLivingUser('junk')).toBe(false);
});

test('mounts under a folder, the deepest first', () => {
  const line = (point: string) => `36 35 98:0 / ${point} rw - ext4 /dev/sda rw`;
  const info = ['/', '/c/data', '/c/data/o\\040x', '/c/database'].map(line).join('\n');
  expect(mountsUnder(info, '/c/data')).toEqual(['/c/data/o x', '/c/data']);
});
