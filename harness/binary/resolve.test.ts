import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deadline } from '../deadline.ts';
import { explain } from '../errors.ts';
import { fakeNomad } from './fake-binary.ts';
import { fakeGo } from './fake-go.ts';
import { FakeReleases, zip } from './fake-releases.ts';
import { resolveBinary } from './plan.ts';
import { targetArch } from './platform.ts';
import type { BinaryOptions } from './resolved.ts';
import { rejectionOf, testFolder } from './test-help.ts';
import { takeTurn } from './turn.ts';

const archive = zip({ 'LICENSE.txt': 'words', nomad: fakeNomad('1.6.2') });
let releases: FakeReleases;
let root: Awaited<ReturnType<typeof testFolder>>;

beforeEach(async () => {
  releases = await FakeReleases.start();
  root = await testFolder();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await releases[Symbol.asyncDispose]();
  await root[Symbol.asyncDispose]();
});

const cache = () => join(root.path, 'cache');
const resolved = (more: BinaryOptions = {}) =>
  resolveBinary({
    version: '1.6.2',
    cacheDir: cache(),
    releaseUrl: releases.url,
    releaseKey: releases.keyFile,
    sources: ['release'],
    ...more,
  });
const entries = () => readdir(join(cache(), 'binaries'));
const downloads = () => releases.asked.filter((path) => path.endsWith('.zip')).length;

test('a release is fetched once and found in the cache afterwards', async () => {
  await releases.publish('1.6.2', archive);
  const lines: string[] = [];
  const path = join(cache(), 'binaries', `1.6.2-linux-${targetArch()}`, 'nomad');
  const first = await resolved({ version: 'v1.6.2', onProgress: (line) => lines.push(line) });
  expect(first).toMatchObject({ version: '1.6.2', path, source: 'release' });
  expect(lines).toEqual([
    expect.stringMatching(/^downloading nomad_1/),
    expect.stringMatching(/^unpacking nomad_1/),
  ]);
  expect(await readFile(path)).toEqual(fakeNomad('1.6.2'));
  expect(await resolved()).toMatchObject({ version: '1.6.2', path, source: 'cache', sha256: first.sha256 });
  expect(releases.asked.length).toBe(4);
  expect(await entries()).toEqual([`1.6.2-linux-${targetArch()}`]);
});

test('a cached binary needs no lock', async () => {
  await releases.publish('1.6.2', archive);
  await resolved();
  const entry = join(cache(), 'binaries', `1.6.2-linux-${targetArch()}`);
  const { signal } = new AbortController();
  await using _turn = await takeTurn(entry, { what: 'Nomad 1.6.2', onProgress: () => undefined, signal });
  const lines: string[] = [];
  const onProgress = (line: string) => void lines.push(line);
  const signals = [deadline({ what: 'binary', ms: 10_000 }), AbortSignal.abort(new Error('enough'))];
  const [hit, aborted] = await Promise.allSettled(signals.map((signal) => resolved({ signal, onProgress })));
  expect(hit).toMatchObject({ status: 'fulfilled', value: { source: 'cache' } });
  expect(aborted).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
  expect(lines).toEqual([]);
});

test('the environment names cache and archive', async () => {
  vi.stubEnv('NOMAD_E2E_CACHE', cache());
  vi.stubEnv('NOMAD_E2E_RELEASE_URL', releases.url);
  vi.stubEnv('NOMAD_E2E_RELEASE_KEY', releases.keyFile);
  await releases.publish('1.6.2', archive);
  const { path, source } = await resolveBinary({ version: '1.6.2', sources: ['release'] });
  expect([path.startsWith(cache()), source]).toEqual([true, 'release']);
});

test('a wrong checksum is an error without a fallback to Go', async () => {
  const go = await fakeGo(join(root.path, 'go'));
  await releases.publish('1.6.2', archive, { sumOf: Buffer.from('something else') });
  await expect(resolved({ sources: ['release', 'go'] })).rejects.toMatchObject({
    ...{
      code: 'BINARY_SUM_MISMATCH',
      exitCode: 3,
      observed: expect.stringMatching(/[0-9a-f]{64}.*[0-9a-f]{64}/),
    },
  });
  expect(await entries()).toEqual([]);
  await expect(go.calls()).rejects.toThrow('ENOENT');
});

test('an interrupted download leaves nothing', async () => {
  const paths = await releases.publish('1.6.2', archive);
  const cut = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': archive.length });
    response.write(archive.subarray(0, 100), () => response.destroy());
  };
  releases.files.set(paths.zip, cut);
  await expect(resolved()).rejects.toMatchObject({ code: 'BINARY_RELEASE_UNREACHABLE', exitCode: 3 });
  expect(await entries()).toEqual([]);
});

test('an abort during the download leaves nothing', async () => {
  const paths = await releases.publish('1.6.2', archive);
  const abort = new AbortController();
  const stall = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': archive.length });
    response.write(archive.subarray(0, 100), () => abort.abort(new Error('enough')));
  };
  releases.files.set(paths.zip, stall);
  await expect(resolved({ signal: abort.signal })).rejects.toThrow('enough');
  expect(await entries()).toEqual([]);
});

test('an unknown version is reported with each source', async () => {
  await fakeGo(join(root.path, 'go'), { download: `echo '{"Error":"unknown revision v1.6.2"}'; exit 1` });
  const error = await rejectionOf(resolved({ sources: ['release', 'go'] }));
  expect(error).toMatchObject({
    code: 'BINARY_VERSION_UNKNOWN',
    exitCode: 2,
    message: 'there is no Nomad 1.6.2',
  });
  expect(error.observed).toMatch(/^release: .*has no Nomad 1\.6\.2[\s\S]*^go: .*proxy has no Nomad 1\.6\.2/m);
  await expect(resolved()).rejects.toMatchObject({ code: 'BINARY_VERSION_UNKNOWN', exitCode: 2 });
});

test('without archive and Go the error names both reasons', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const lines: string[] = [];
  const releaseUrl = 'http://127.0.0.1:1';
  const failing = resolved({
    releaseUrl,
    sources: ['release', 'go'],
    onProgress: (line) => lines.push(line),
  });
  const error = await rejectionOf(failing);
  expect(error).toMatchObject({ code: 'BINARY_UNAVAILABLE', exitCode: 3 });
  expect(explain(error)).toMatch(
    /release: BINARY_RELEASE_UNREACHABLE.*ECONNREFUSED[\s\S]*go: BINARY_GO_MISSING/,
  );
  expect(error.next).toMatch(/NOMAD_E2E_RELEASE_URL[\s\S]*install Go/);
  // One message: the error has it all, and the cache was not touched.
  expect(lines).toEqual([]);
  await expect(entries()).rejects.toThrow('ENOENT');
});

test('Go compiles a release that the archive lacks', async () => {
  await fakeGo(join(root.path, 'go'));
  const found = await resolved({ releaseUrl: 'http://127.0.0.1:1', sources: ['release', 'go'] });
  expect(found).toMatchObject({ version: '1.6.2', source: 'go' });
  const manifest: unknown = JSON.parse(await readFile(join(found.path, '..', 'manifest.json'), 'utf8'));
  const api = { version: 'v0.0.0-1-0123456789ab', own: true };
  expect(manifest).toMatchObject({ version: '1.6.2', source: 'go', sha256: found.sha256, api });
  expect(found.api).toEqual(api);
});

test.each(['release', 'go'] as const)(
  'a binary from %s that says another version is not kept',
  async (source) => {
    await fakeGo(join(root.path, 'go'), { built: '1.6.2-dev' });
    await releases.publish('1.6.2', zip({ nomad: fakeNomad('1.6.2-dev') }));
    await expect(resolved({ sources: [source] })).rejects.toMatchObject({
      ...{
        code: 'BINARY_VERSION_MISMATCH',
        exitCode: 3,
        message: `the binary from ${source} is Nomad 1.6.2-dev, not 1.6.2`,
      },
    });
    expect(await entries()).toEqual([]);
  },
);

test('a damaged cache entry is fetched again', async () => {
  await releases.publish('1.6.2', archive);
  const { path } = await resolved();
  const damaged = fakeNomad('1.6.2');
  damaged.fill(0, damaged.length - 4);
  await writeFile(path, damaged);
  expect(await resolved()).toMatchObject({ source: 'release' });
  expect(await readFile(path)).toEqual(fakeNomad('1.6.2'));
  expect(downloads()).toBe(2);
});

test('two concurrent requests of one process fetch once', async () => {
  await releases.publish('1.6.2', archive);
  const found = await Promise.all([resolved(), resolved()]);
  expect(found.map(({ source }) => source).toSorted()).toEqual(['cache', 'release']);
  expect(downloads()).toBe(1);
});

test('two concurrent processes fetch once', async () => {
  const paths = await releases.publish('1.6.2', archive);
  let answer: ServerResponse | undefined;
  releases.files.set(paths.zip, (response) => {
    answer = response;
  });
  const options = JSON.stringify({
    version: '1.6.2',
    cacheDir: cache(),
    releaseUrl: releases.url,
    releaseKey: releases.keyFile,
    sources: ['release'],
  });
  const code = `const { resolveBinary } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
    const found = await resolveBinary({ ...${options}, onProgress: (line) => process.stderr.write(line + '\\n') });
    process.stdout.write(found.source);`;
  const run = () => execa(process.execPath, ['--input-type=module', '-e', code]);
  const children = [run(), run()];
  // The archive is held back until one of the two has said that it waits for the other.
  const waits = children.map(async (child) => {
    for await (const line of child.iterable({ from: 'stderr' })) {
      if (line.startsWith('waiting for another nomad-e2e that is fetching Nomad 1.6.2')) answer?.end(archive);
    }
  });
  const results = await Promise.all(children);
  await Promise.all(waits);
  expect(results.map(({ stdout }) => stdout).toSorted()).toEqual(['cache', 'release']);
  expect(downloads()).toBe(1);
});

test('a cache folder that cannot be used is named', async () => {
  await releases.publish('1.6.2', archive);
  await writeFile(cache(), 'a file in the way');
  await expect(resolved()).rejects.toMatchObject({
    ...{ code: 'BINARY_CACHE_UNUSABLE', exitCode: 3, next: expect.stringContaining('NOMAD_E2E_CACHE') },
    message: expect.stringContaining(cache()),
  });
});

test('invalid input is refused before anything is fetched', async () => {
  await expect(resolved({ version: '1.11.3+ent' })).rejects.toMatchObject({
    code: 'BINARY_ENTERPRISE',
    exitCode: 2,
  });
  await expect(resolved({ version: 'newest' })).rejects.toMatchObject({ code: 'BINARY_VERSION_INVALID' });
  await expect(resolved({ releaseUrl: 'mirror' })).rejects.toMatchObject({
    code: 'BINARY_RELEASE_URL_INVALID',
  });
  await expect(resolved({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(releases.asked).toEqual([]);
});
