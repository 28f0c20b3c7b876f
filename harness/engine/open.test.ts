import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { engineInUse, openEngine } from './open.ts';
import { privatePaths } from './private-paths.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nomad-e2e-open-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(cache, { recursive: true });
});

test('a command that only looks starts no private engine', async () => {
  const paths = privatePaths({ XDG_CACHE_HOME: cache }, '/');
  vi.stubEnv('DOCKER_HOST', paths.host);
  expect(await engineInUse()).toBeUndefined();
  expect(existsSync(paths.state)).toBe(false);
});

test('an engine that was named and does not answer is not taken for none', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
  await expect(engineInUse()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
});

/** An engine that answers for its version, and notes what else it is asked. DOCKER_HOST leads to it. */
async function listeningEngine() {
  const asked: string[] = [];
  const server = http.createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end('{"Version":"27","ApiVersion":"1.47"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return asked;
}

test('an engine on another machine is refused before anything is asked of it but its version', async () => {
  const asked = await listeningEngine();
  await expect(openEngine({}, async () => true)).rejects.toMatchObject({
    ...{ code: 'ENGINE_REMOTE', exitCode: 3, next: expect.stringContaining('--engine-address 127.0.0.1') },
  });
  expect(asked).toEqual(['/version']);
});

test('an address that leads nowhere is refused before any engine is asked', async () => {
  const asked = await listeningEngine();
  await expect(openEngine({ address: 'engine.invalid' })).rejects.toMatchObject({
    code: 'ENGINE_ADDRESS_INVALID',
  });
  expect(asked).toEqual([]);
});
