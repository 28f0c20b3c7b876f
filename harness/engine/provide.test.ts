import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { deadline } from '../deadline.ts';
import { hasApt, installEngine } from './install.ts';
import type { Situation } from './provide.ts';
import { wayToPrivateEngine } from './provide.ts';

const bare: Situation = {
  ...{ env: {}, platform: 'linux', user: 'ann', uid: 0, hasDockerd: false, hasApt: true },
  ...{ install: false, interactive: false, tried: [] },
};
const way = (change: Partial<Situation>) => () => wayToPrivateEngine({ ...bare, ...change });
const code = (name: string) => expect.objectContaining({ code: name, exitCode: 3 });

test('root starts a dockerd that is there', () => {
  expect(way({ hasDockerd: true })()).toBe('start');
});

test('root installs with --install or CI=true, asks on a terminal, and else names the command', () => {
  expect(way({ install: true })()).toBe('install');
  expect(way({ env: { CI: 'true' }, interactive: true })()).toBe('install');
  expect(way({ interactive: true })()).toBe('ask');
  expect(way({})).toThrow(code('ENGINE_MISSING'));
  expect(way({ install: true, hasApt: false })).toThrow(code('ENGINE_MISSING'));
});

test('a user who is not root installs and starts nothing', () => {
  expect(way({ uid: 1000, install: true })).toThrow(code('ENGINE_MISSING'));
  expect(way({ uid: 1000, hasDockerd: true })).toThrow(code('ENGINE_UNREACHABLE'));
});

test('a socket without permission comes first', () => {
  const tried = [
    { source: 'default socket', host: 'unix:///s', reason: 'permission denied', code: 'EACCES' },
  ];
  expect(way({ uid: 1000, hasDockerd: true, tried })).toThrow(code('ENGINE_NO_PERMISSION'));
});

test('an engine that the user named is not replaced', () => {
  expect(way({ hasDockerd: true, env: { DOCKER_HOST: 'tcp://lab' } })).toThrow(code('ENGINE_UNREACHABLE'));
  const tried = [{ source: 'docker context "lab"', host: 'ssh://lab', reason: 'x', explicit: true }];
  for (const env of [{}, { DOCKER_CONTEXT: 'lab' }])
    expect(way({ hasDockerd: true, env, tried })).toThrow(code('ENGINE_UNREACHABLE'));
  expect(way({ hasDockerd: true, env: { DOCKER_CONTEXT: 'default' } })()).toBe('start');
  expect(way({ hasDockerd: true, platform: 'darwin' })).toThrow(code('ENGINE_UNREACHABLE'));
});

afterEach(() => vi.unstubAllEnvs());

/** Puts an apt-get that does what the script says first in PATH. */
async function fakeApt(script: string): Promise<AsyncDisposable> {
  const bin = await mkdtemp(join(tmpdir(), 'nomad-e2e-bin-'));
  await writeFile(join(bin, 'apt-get'), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, 'apt-get'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  return { [Symbol.asyncDispose]: () => rm(bin, { recursive: true }) };
}

test('apt-get runs update, then install, without questions, and its lines are progress', async () => {
  await using _ = await fakeApt('echo "$DEBIAN_FRONTEND $*"');
  const lines: string[] = [];
  await installEngine({ onProgress: (line) => lines.push(line) });
  expect(lines).toEqual([
    'installing docker.io, iproute2, iptables, mmdebstrap with apt-get',
    'noninteractive -o DPkg::Lock::Timeout=300 update -q',
    'noninteractive -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends docker.io iproute2 iptables mmdebstrap',
  ]);
});

test('a failed apt-get gives its last lines and the command', async () => {
  await using _ = await fakeApt('echo "E: no network" >&2; exit 100');
  await expect(installEngine()).rejects.toMatchObject({
    ...{
      code: 'ENGINE_INSTALL_FAILED',
      message: 'apt-get update failed with 100',
      observed: 'E: no network',
    },
    next: expect.stringContaining('apt-get install'),
  });
});

test('an abort ends apt-get', async () => {
  await using _ = await fakeApt('exec sleep 60');
  const signal = deadline({ what: 'end of apt-get', ms: 50 });
  await expect(installEngine({ signal })).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
});

test('packages are unpacked to the end, in a process group of their own, and an abort is heard then', async () => {
  await using _ = await fakeApt(
    'case "$*" in *update*) exit 0;; esac; echo "group $(ps -o pgid= -p $$) of $$"; sleep 0.3; echo unpacked',
  );
  const stop = new AbortController();
  const lines: string[] = [];
  const onProgress = (line: string) => {
    lines.push(line);
    if (line.startsWith('group')) stop.abort(new Error('interrupted'));
  };
  await expect(installEngine({ onProgress, signal: stop.signal })).rejects.toThrow('interrupted');
  const [, group, shell] = /^group +(\d+) of (\d+)$/.exec(lines[1] ?? '') ?? [];
  expect(group).toBe(shell);
  expect(lines.slice(2)).toEqual([
    'apt-get is installing and is not interrupted: waiting for its end',
    'unpacked',
  ]);
});

test('a machine without apt-get is seen', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(await hasApt()).toBe(false);
});
