import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deadline } from '../deadline.ts';
import type { Engine } from '../engine/index.ts';
import { takeLock } from '../lock.ts';
import { buildImage, proxyArguments } from './build.ts';
import { imageLock } from './image-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-build-'));
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An engine whose build answers with this stream after a while and goes on for ever. */
function engine(stream: PassThrough, answerMs = 0) {
  const docker = { buildImage: () => delay(answerMs, stream), modem: { followProgress: () => undefined } };
  return { docker } as unknown as Engine;
}

test.each([
  ['while the engine has not answered yet', 60],
  ['while it builds', 0],
])('a build hears an abort %s', async (_, answerMs) => {
  const stop = new AbortController();
  const stream = new PassThrough();
  setTimeout(() => stop.abort(new Error('interrupted')), 30);
  await expect(buildImage(engine(stream, answerMs), folder, 'x:1', { signal: stop.signal })).rejects.toThrow(
    'interrupted',
  );
  await expect.poll(() => stream.destroyed).toBe(true);
});

test('an engine that hangs up in the middle of a build is an error', async () => {
  const stream = new PassThrough();
  setTimeout(() => stream.destroy(), 10);
  await expect(buildImage(engine(stream), folder, 'x:1')).rejects.toMatchObject({
    code: 'IMAGE_BUILD_FAILED',
    observed: expect.stringContaining('the engine hung up'),
  });
});

test("the wait for another run's images hears an abort", async () => {
  await using _held = await takeLock(folder, { what: 'a test' });
  const signal = deadline({ what: 'lock of the images', ms: 20 });
  await expect(imageLock(signal, folder)).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
});

test('a build goes through the proxies of this process, named in both cases', () => {
  const env = {
    HTTP_PROXY: 'http://p:1',
    https_proxy: 'http://p:2',
    NO_PROXY: 'lab',
    PATH: '/bin',
    ALL_PROXY: '',
  };
  expect(proxyArguments(env)).toEqual({
    HTTP_PROXY: 'http://p:1',
    http_proxy: 'http://p:1',
    HTTPS_PROXY: 'http://p:2',
    https_proxy: 'http://p:2',
    NO_PROXY: 'lab',
    no_proxy: 'lab',
  });
  expect(proxyArguments({ HTTP_PROXY: 'a', http_proxy: 'b' })).toEqual({ HTTP_PROXY: 'a', http_proxy: 'b' });
  expect(proxyArguments({})).toEqual({});
});
