import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { engineInUse, openEngine } from './open.ts';
import { privatePaths } from './private-paths.ts';
import * as probe from './probe.ts';

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

test('an engine on another machine is refused before anything is asked of it but its version', async () => {
  const asked: string[] = [];
  const server = http.createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end('{"Version":"27","ApiVersion":"1.47"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${typeof address === 'object' && address?.port}`);
  const spy = vi.spyOn(probe, 'isRemote').mockResolvedValue(true);
  const opened = openEngine();
  await expect(opened).rejects.toMatchObject({
    ...{ code: 'ENGINE_REMOTE', exitCode: 3, next: expect.stringContaining('--engine-address 127.0.0.1') },
  });
  expect(spy).toHaveBeenCalledOnce();
  expect(asked).toEqual(['/version']);
  server.close();
});

test('an address that leads nowhere is refused before any engine is asked', async () => {
  const find = vi.spyOn(probe, 'findEngine');
  await expect(openEngine({ address: 'engine.invalid' })).rejects.toMatchObject({
    code: 'ENGINE_ADDRESS_INVALID',
  });
  expect(find).not.toHaveBeenCalled();
});
