// Needs root and dockerd. A starting dockerd resets the iptables chains of any other one in its network namespace:
// where another engine runs, run this with `unshare -n sh -c 'ip link set lo up; exec npx vitest run …'`.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { deadline } from '../deadline.ts';
import type { Engine } from './engine.ts';
import { bridgeOf } from './host-network.ts';
import { labels } from './labels.ts';
import { openEngine } from './open.ts';
import { privatePaths } from './private-paths.ts';
import { identify, isAlive } from './process-identity.ts';
import { sweep } from './sweep.ts';

const image = 'nomad-e2e-test:tiny';
const open = new URL('./open.ts', import.meta.url).href;
let cache: string;
let paths: ReturnType<typeof privatePaths>;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nomad-e2e-engine-'));
  paths = privatePaths({ XDG_CACHE_HOME: cache }, '/');
});
afterAll(async () => {
  await rm(cache, { recursive: true, force: true });
  await rm(paths.state, { recursive: true, force: true });
});
beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', cache);
  // The private engine's own address: no other engine of this machine is taken.
  vi.stubEnv('DOCKER_HOST', paths.host);
  vi.stubEnv('NOMAD_E2E_KEEP_ENGINE', undefined);
  return () => vi.unstubAllEnvs();
});

async function dockerdPid(): Promise<number> {
  return Number((await readFile(paths.identityFile, 'utf8')).split(' ')[0]);
}

/** Another process that uses the engine and runs the code given in it, until its stdin ends or it is killed. */
async function otherRun(code = '') {
  const script = `
    import { readFileSync } from 'node:fs';
    const { openEngine } = await import(${JSON.stringify(open)});
    const { labels } = await import(${JSON.stringify(new URL('./labels.ts', import.meta.url).href)});
    await using engine = await openEngine();
    ${code}
    console.log(readFileSync(${JSON.stringify(paths.identityFile)}, 'utf8').split(' ')[0]);
    await new Promise((resolve) => process.stdin.on('end', resolve).resume());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const [line] = await Promise.race([once(child.stdout, 'data'), exit.then(() => ['0'])]);
  return {
    dockerd: Number(String(line)),
    end: async () => {
      child.stdin.end();
      await exit;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** A busybox image without a registry, by `docker import`. */
async function importImage({ docker }: Engine): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'nomad-e2e-image-'));
  await promisify(execFile)('sh', [
    '-c',
    `cd ${root} && b=$(command -v busybox) && mkdir bin && cp $b bin/sh && for l in $(ldd $b 2>/dev/null | grep -o '/[^ )]*'); do
     mkdir -p .$(dirname $l) && cp -L $l .$l; done; tar cf ${root}.tar .`,
  ]);
  const stream = await docker.importImage(`${root}.tar`, { repo: 'nomad-e2e-test', tag: 'tiny' });
  await new Promise((resolve) => docker.modem.followProgress(stream, resolve));
  await Promise.all([rm(root, { recursive: true }), rm(`${root}.tar`)]);
}

async function makeAll({ docker }: Engine, name: string, found: Record<string, string>): Promise<void> {
  await docker.createNetwork({ Name: `${name}-net`, Labels: found });
  await docker.createVolume({ Name: `${name}-vol`, Labels: found });
  const container = await docker.createContainer({
    name: `${name}-container`,
    Image: image,
    Cmd: ['/bin/sh', '-c', 'read forever'],
    OpenStdin: true,
    Labels: found,
    Volumes: { '/anonymous': {} },
    HostConfig: { NetworkMode: `${name}-net`, Binds: [`${name}-vol:/data`] },
  });
  await container.start();
}

async function everything({ docker }: Engine) {
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  const named = (Volumes ?? []).map(({ Name }) => Name);
  return {
    containers: containers.map(({ Names }) => Names[0]).sort(),
    networks: networks
      .map(({ Name }) => Name)
      .filter((name) => !['bridge', 'host', 'none'].includes(name))
      .sort(),
    volumes: named.filter((name) => name.length < 64).sort(),
    anonymous: named.filter((name) => name.length === 64).length,
  };
}

/** Rules without their counters, interfaces, and forwarding of this network namespace. */
async function network(): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'for f in iptables ip6tables; do $f-save | grep -v "^#" | sed "s/ \\[.*//"; done; ip -o link show | cut -d: -f2; cat /proc/sys/net/ipv4/ip_forward',
  ]);
  return stdout;
}

/** What iptables shows of tables that hold nothing: they are made by the first look, and stay. */
const withoutEmpty = (text: string) => text.replace(/^\*\w+\n(:\w+ ACCEPT\n)*COMMIT\n/gm, '');

test("an engine has a bridge of its own, and leaves the machine's network as it was, also after it was killed", async () => {
  const before = withoutEmpty(await network());
  const engine = await openEngine();
  const { docker } = engine;
  await docker.createNetwork({ Name: 'left-net', CheckDuplicate: true });
  const meanwhile = await network();
  expect(meanwhile).toContain(bridgeOf(paths));
  expect(meanwhile).not.toContain('docker0');
  expect(meanwhile).toContain('DOCKER-USER');
  process.kill(await dockerdPid(), 'SIGKILL');
  await engine[Symbol.asyncDispose]();
  expect(withoutEmpty(await network())).toBe(before);
  const next = await openEngine();
  await next.docker.getNetwork('left-net').remove();
  await next[Symbol.asyncDispose]();
  expect(withoutEmpty(await network())).toBe(before);
});

test('a private engine starts with a clean environment in its own process group and stops with its last use', async () => {
  vi.stubEnv('AWS_CA_BUNDLE', '/nowhere');
  vi.stubEnv('NO_PROXY', 'example.test');
  const started = performance.now();
  const engine = await openEngine();
  console.log(`private dockerd: ready in ${Math.round(performance.now() - started)} ms`);
  const pid = await dockerdPid();
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
  expect(environment).not.toContain('AWS_CA_BUNDLE');
  expect(environment).toContain('NO_PROXY=example.test');
  const group = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[2];
  expect(Number(group)).toBe(pid);
  expect(engine).toMatchObject({ isPrivate: true, local: true, host: paths.host });
  await engine[Symbol.asyncDispose]();
  expect(identify(pid)).toBeUndefined();
  await expect(readFile(paths.dockerPidFile)).rejects.toThrow('ENOENT');
});

test('runs that start at the same time share one engine, and the last one stops it', async () => {
  const [first, second] = await Promise.all([otherRun(), otherRun()]);
  const found = identify(first.dockerd);
  expect(first.dockerd).toBeGreaterThan(0);
  expect(second.dockerd).toBe(first.dockerd);
  await first.end();
  expect(found && isAlive(found)).toBe(true);
  await second.end();
  expect(found && isAlive(found)).toBe(false);
});

test('a sweep takes what is ours and dead, and nothing else', async () => {
  await using engine = await openEngine();
  await importImage(engine);
  const gone = { ...labels('gone'), 'nomad-e2e.pid-start': '1' };
  await makeAll(engine, 'foreign', { 'com.example.nomad-e2e': 'true' });
  await makeAll(engine, 'alive', labels('alive'));
  await makeAll(engine, 'dead', gone);
  await makeAll(engine, 'kept', { ...gone, 'nomad-e2e.run': 'kept', 'nomad-e2e.keep': 'true' });
  expect(await sweep(engine)).toEqual({
    containers: ['dead-container'],
    networks: ['dead-net'],
    volumes: ['dead-vol'],
    unjudged: [],
  });
  expect(await everything(engine)).toMatchObject({
    containers: ['/alive-container', '/foreign-container', '/kept-container'],
    anonymous: 3,
  });
  expect((await sweep(engine, { runId: 'kept' })).containers).toEqual(['kept-container']);
  expect((await sweep(engine, 'all')).containers).toEqual(['alive-container']);
  expect(await everything(engine)).toEqual({
    containers: ['/foreign-container'],
    networks: ['foreign-net'],
    volumes: ['foreign-vol'],
    anonymous: 1,
  });
  const { docker } = engine;
  await docker.getContainer('foreign-container').remove({ force: true, v: true });
  await docker.getNetwork('foreign-net').remove();
  await docker.getVolume('foreign-vol').remove();
});

test('after kill -9 of a run the next one takes over its engine, sweeps it and stops the engine', async () => {
  const killed = await otherRun(`
    await engine.docker.createNetwork({ Name: 'orphan-net', Labels: labels('orphan') });
    await engine.docker.createVolume({ Name: 'orphan-vol', Labels: labels('orphan') });
    const container = await engine.docker.createContainer({ name: 'orphan', Image: '${image}', Labels: labels('orphan'),
      Cmd: ['/bin/sh', '-c', 'read forever'], OpenStdin: true, HostConfig: { NetworkMode: 'orphan-net' } });
    await container.start();`);
  await killed.kill();
  const dockerd = identify(killed.dockerd);
  const engine = await openEngine();
  expect(await dockerdPid()).toBe(killed.dockerd);
  expect(await sweep(engine)).toEqual({
    containers: ['orphan'],
    networks: ['orphan-net'],
    volumes: ['orphan-vol'],
    unjudged: [],
  });
  await engine[Symbol.asyncDispose]();
  expect(dockerd && isAlive(dockerd)).toBe(false);
});

test('files of a killed dockerd do not stop the next one', async () => {
  const first = await openEngine();
  const pid = await dockerdPid();
  process.kill(pid, 'SIGKILL');
  const second = await openEngine();
  expect(await dockerdPid()).not.toBe(pid);
  expect(await second.docker.ping()).toBeDefined();
  await first[Symbol.asyncDispose]();
  expect(await second.docker.ping()).toBeDefined();
  await second[Symbol.asyncDispose]();
  expect(await readFile('/proc/self/mounts', 'utf8')).not.toContain(cache);
});

test('the engine of a kept run outlives the run', async () => {
  const up = await openEngine();
  const dockerd = identify(await dockerdPid());
  await makeAll(up, 'up', labels('up', { keep: true }));
  await up[Symbol.asyncDispose]();
  expect(dockerd && isAlive(dockerd)).toBe(true);
  const down = await openEngine();
  await sweep(down, { runId: 'up' });
  await down[Symbol.asyncDispose]();
  expect(dockerd && isAlive(dockerd)).toBe(false);
});

test('a dockerd that dies at its start is reported with its last words', async () => {
  const bin = join(cache, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'dockerd'), '#!/bin/sh\necho "no iptables here" >&2\nexit 3\n');
  await chmod(join(bin, 'dockerd'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  await expect(openEngine()).rejects.toMatchObject({
    code: 'ENGINE_START_FAILED',
    exitCode: 3,
    observed: 'no iptables here',
    message: expect.stringContaining('exit code 3'),
  });
});

test('an abort during the start leaves no dockerd', async () => {
  const signal = deadline({ what: 'engine', ms: 60 });
  await expect(openEngine({ signal })).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
  await expect(readFile(paths.identityFile)).rejects.toThrow('ENOENT');
  await expect(readFile(paths.dockerPidFile)).rejects.toThrow('ENOENT');
});
