import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { candidates } from './candidates.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'nomad-e2e-home-'));
});
afterEach(() => rm(home, { recursive: true }));

const hosts = async (env: NodeJS.ProcessEnv) => {
  const { list, tried } = await candidates({ env, home, uid: 1000 });
  return { hosts: list.map(({ host }) => host), list, tried };
};

/** Writes a context as the docker command line does. */
async function context(name: string, meta: unknown, { tls = false } = {}) {
  const id = createHash('sha256').update(name).digest('hex');
  const folder = join(home, '.docker', 'contexts', 'meta', id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'meta.json'), JSON.stringify(meta));
  const certPath = join(home, '.docker', 'contexts', 'tls', id, 'docker');
  if (tls) await mkdir(certPath, { recursive: true });
  return certPath;
}

async function config(text: string) {
  await mkdir(join(home, '.docker'), { recursive: true });
  await writeFile(join(home, '.docker', 'config.json'), text);
}

test('DOCKER_HOST stands alone and brings its certificates only with DOCKER_TLS_VERIFY', async () => {
  const env = { DOCKER_HOST: 'tcp://lab:2376', DOCKER_CERT_PATH: '/certs', DOCKER_CONTEXT: 'other' };
  expect((await hosts(env)).list).toEqual([
    { source: 'DOCKER_HOST', host: 'tcp://lab:2376', explicit: true },
  ]);
  expect((await hosts({ ...env, DOCKER_TLS_VERIFY: '1' })).list[0]).toMatchObject({ certPath: '/certs' });
});

test('without a choice: default socket, rootless, virtual machines, Podman, in this order', async () => {
  expect((await hosts({ XDG_RUNTIME_DIR: '/rt' })).hosts).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///rt/docker.sock',
    `unix://${home}/.docker/run/docker.sock`,
    `unix://${home}/.docker/desktop/docker.sock`,
    `unix://${home}/.orbstack/run/docker.sock`,
    `unix://${home}/.colima/default/docker.sock`,
    `unix://${home}/.rd/docker.sock`,
    'unix:///rt/podman/podman.sock',
    'unix:///run/podman/podman.sock',
  ]);
  expect((await hosts({})).hosts).toContain('unix:///run/user/1000/docker.sock');
  expect((await hosts({ COLIMA_HOME: '/c' })).hosts).toContain('unix:///c/default/docker.sock');
});

test('DOCKER_CONTEXT stands alone, with its TLS folder', async () => {
  const certPath = await context('lab', { Endpoints: { docker: { Host: 'tcp://lab:2376' } } }, { tls: true });
  expect((await hosts({ DOCKER_CONTEXT: 'lab' })).list).toEqual([
    { source: 'docker context "lab"', host: 'tcp://lab:2376', explicit: true, certPath },
  ]);
});

test('the current context of config.json stands alone, as DOCKER_CONTEXT does', async () => {
  await context('desk', { Endpoints: { docker: { Host: 'ssh://desk' } } });
  await config('{"currentContext":"desk"}');
  expect((await hosts({})).list).toEqual([
    { source: 'docker context "desk"', host: 'ssh://desk', explicit: true },
  ]);
  expect((await hosts({ DOCKER_CONTEXT: 'default' })).hosts[0]).toBe('unix:///var/run/docker.sock');
});

test.each([
  ['desktop-linux', '.docker/run/docker.sock'],
  ['orbstack', '.orbstack/run/docker.sock'],
  ['colima', '.config/colima/default/docker.sock'],
  ['rancher-desktop', '.rd/docker.sock'],
])('the context of %s leads to its socket', async (name, socket) => {
  await context(name, { Name: name, Endpoints: { docker: { Host: `unix://${home}/${socket}` } } });
  await config(JSON.stringify({ currentContext: name }));
  expect((await hosts({})).hosts).toEqual([`unix://${home}/${socket}`]);
});

test('an unknown context is a reason, and nothing else is tried', async () => {
  const named = await hosts({ DOCKER_CONTEXT: 'nope' });
  expect(named.list).toEqual([]);
  expect(named.tried[0]).toMatchObject({
    source: 'docker context "nope"',
    reason: expect.stringContaining('not in'),
  });
  await config('{"currentContext":"nope"}');
  expect(await hosts({})).toEqual(named);
});

test('broken files of the docker command line do not throw', async () => {
  await config('{broken');
  expect((await hosts({})).hosts[0]).toBe('unix:///var/run/docker.sock');
  await context('empty', { Endpoints: {} });
  expect((await hosts({ DOCKER_CONTEXT: 'empty' })).tried[0]?.reason).toBe(
    'the context has no docker endpoint',
  );
});
