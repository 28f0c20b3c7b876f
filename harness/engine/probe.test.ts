import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEngine, isRemote, reasonOf } from './probe.ts';

const find = (host: string) => findEngine({ env: { DOCKER_HOST: host }, home: '/', uid: 0 });
const candidate = { source: 'default socket', host: 'unix:///x.sock', explicit: false };

test('takes an engine that answers on a socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-probe-'));
  const server = http.createServer((_, response) =>
    response.end('{"Version":"20.10.24","ApiVersion":"1.41"}'),
  );
  await once(server.listen(join(folder, 's')), 'listening');
  const found = await find(`unix://${folder}/s`);
  server.close();
  await rm(folder, { recursive: true });
  expect(found.version).toEqual({ Version: '20.10.24', ApiVersion: '1.41' });
});

test('a Podman that nobody named is passed over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-probe-'));
  const answer = { Version: '4.3.1', ApiVersion: '1.41', Components: [{ Name: 'Podman Engine' }] };
  const server = http.createServer((_, response) => response.end(JSON.stringify(answer)));
  await mkdir(join(folder, 'podman'));
  const socket = join(folder, 'podman', 'podman.sock');
  await once(server.listen(socket), 'listening');
  const found = await findEngine({ env: { XDG_RUNTIME_DIR: folder }, home: folder, uid: 0 });
  const named = await find(`unix://${socket}`);
  server.close();
  await rm(folder, { recursive: true });
  expect(found.tried).toContainEqual({
    ...{ source: 'rootless Podman', host: `unix://${socket}`, reason: 'Podman, which cannot run nodes' },
  });
  expect(found.candidate?.host).not.toBe(`unix://${socket}`);
  expect(named.candidate).toMatchObject({ explicit: true });
});

test('a server that is no engine is not taken, and the reason is kept', async () => {
  const server = http.createServer((_, response) => response.end('{"hello":1}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const found = await find(`tcp://127.0.0.1:${port}`);
  server.close();
  expect(found.candidate).toBeUndefined();
  expect(found.tried[0]?.reason).toBe('the answer is not that of a container engine');
});

test('missing socket, closed port, and schemes that cannot work', async () => {
  expect((await find('unix:///nowhere/s')).tried[0]).toMatchObject({
    reason: 'no such socket',
    code: 'ENOENT',
  });
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  expect((await find(`tcp://127.0.0.1:${port}`)).tried[0]?.reason).toBe('nothing listens there');
  expect((await find('ssh://lab')).tried[0]?.reason).toContain('ssh:// is not supported');
  expect((await find('not a url')).tried[0]?.reason).toContain('Invalid URL');
});

test('an abort is thrown, not kept as a reason', async () => {
  const around = { env: { DOCKER_HOST: 'unix:///nowhere' }, home: '/', uid: 0 };
  await expect(findEngine(around, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
});

test('no permission and no answer are told apart', () => {
  const denied = Object.assign(new Error('connect EACCES'), { code: 'EACCES' });
  expect(reasonOf(candidate, denied, false)).toMatchObject({ reason: 'permission denied', code: 'EACCES' });
  expect(reasonOf(candidate, denied, true)).not.toHaveProperty('code');
  expect(reasonOf(candidate, denied, true).reason).toBe('no answer in 5 s');
});

test('an IPv6 address is taken in brackets', async () => {
  const server = http.createServer((_, response) => response.end('{"Version":"27","ApiVersion":"1.47"}'));
  await once(server.listen(0, '::1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const found = await find(`tcp://[::1]:${port}`);
  server.close();
  expect(found.version).toEqual({ Version: '27', ApiVersion: '1.47' });
});

const interfaces = () =>
  ({ eth0: [{ address: '192.0.2.7' }] }) as unknown as ReturnType<typeof networkInterfaces>;

test.each([
  ['unix:///var/run/docker.sock', false],
  ['tcp://127.0.0.1:2375', false],
  ['tcp://[::1]:2375', false],
  ['tcp://localhost:2375', false],
  ['tcp://192.0.2.7:2375', false],
  ['tcp://192.0.2.8:2376', true],
  ['https://[2001:db8::1]:2376', true],
])('an engine at %s is on another machine: %s', async (host, remote) => {
  expect(await isRemote(host, interfaces)).toBe(remote);
});
