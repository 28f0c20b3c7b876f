import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { explain } from '../errors.ts';
import { fakeNomad, fakeProgram, writeProgram } from './fake-binary.ts';
import { fakeGo } from './fake-go.ts';
import { FakeReleases, signingKey, zip } from './fake-releases.ts';
import { planBinary, resolveBinary } from './plan.ts';
import type { BinaryOptions } from './resolved.ts';
import { rejectionOf, testFolder } from './test-help.ts';

const archive = zip({ nomad: fakeNomad('2.0.5') });
const nowhere = 'http://127.0.0.1:1';
const otherArch = process.arch === 'arm64' ? 'amd64' : 'arm64';
let releases: FakeReleases;
let root: Awaited<ReturnType<typeof testFolder>>;

beforeEach(async () => {
  releases = await FakeReleases.start();
  releases.publishIndex(['1.11.3', '2.0.5']);
  root = await testFolder();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await releases[Symbol.asyncDispose]();
  await root[Symbol.asyncDispose]();
});

/** What is wrong, and what is asked for. */
type Wrong = () => Promise<BinaryOptions> | BinaryOptions;

const signed = async (change: (signature: string) => unknown, version = '2.0.5') => {
  change((await releases.publish('2.0.5', archive)).signature);
  return { version };
};
const expired = async () => {
  const key = await signingKey({ from: new Date('2024-01-01'), seconds: 3600 });
  await releases[Symbol.asyncDispose]();
  releases = await FakeReleases.start(key);
  await releases.publish('2.0.5', archive, { at: new Date('2024-01-01T00:30:00Z') });
  return { version: '2.0.5' };
};
const cutIndex = (version: string) => () => {
  releases.files.set('/nomad/index.json', '{"name":"nomad","versions":{"2.0.5":{"na');
  return { version };
};
const given = async (content: Buffer) => {
  const path = join(root.path, 'given');
  await writeProgram(path, content);
  return { path };
};
const badKey = async () => {
  const releaseKey = join(root.path, 'words');
  await writeFile(releaseKey, 'words');
  return { version: '2.0.5', releaseKey };
};

test.each<[string, Wrong, string, 2 | 3]>([
  ['a version that never was', () => ({ version: '1.12.0' }), 'BINARY_VERSION_UNKNOWN', 2],
  ['a line that never was', () => ({ version: '1.12' }), 'BINARY_VERSION_UNKNOWN', 2],
  ['a line that the archive does not have', () => ({ version: '3.0' }), 'BINARY_VERSION_UNKNOWN', 2],
  ['a version that the archive does not have', () => ({ version: '3.0.0' }), 'BINARY_VERSION_UNKNOWN', 2],
  ['a line without an archive', () => ({ version: '3.0', releaseUrl: nowhere }), 'BINARY_UNAVAILABLE', 3],
  ['latest without one', () => ({ version: 'latest', releaseUrl: nowhere }), 'BINARY_UNAVAILABLE', 3],
  ['2.0.4 without one', () => ({ version: '2.0.4', releaseUrl: nowhere }), 'BINARY_UNAVAILABLE', 3],
  ['1.5.13 without one', () => ({ version: '1.5.13', releaseUrl: nowhere }), 'BINARY_UNAVAILABLE', 3],
  ['Enterprise', () => ({ version: '2.0.0+ent' }), 'BINARY_ENTERPRISE', 2],
  ['no version', () => ({ version: 'newest' }), 'BINARY_VERSION_INVALID', 2],
  ['no signature', () => signed((at) => releases.files.delete(at)), 'BINARY_SIGNATURE_MISSING', 3],
  ['a wrong signature', () => signed((at) => releases.files.set(at, 'words')), 'BINARY_SIGNATURE_WRONG', 3],
  [
    'a line of a wrong signature',
    () => signed((at) => releases.files.set(at, ''), '2.0'),
    'BINARY_SIGNATURE_WRONG',
    3,
  ],
  ['an expired key', expired, 'BINARY_KEY_EXPIRED', 3],
  ['a key file of something else', badKey, 'BINARY_KEY_INVALID', 2],
  ['an index that is cut', cutIndex('2.0'), 'BINARY_INDEX_INVALID', 3],
  ['an index that is cut, for latest', cutIndex('latest'), 'BINARY_INDEX_INVALID', 3],
  [
    'a binary for another processor',
    () => given(fakeProgram('Nomad v2.0.5\n', otherArch)),
    'BINARY_WRONG_PLATFORM',
    3,
  ],
  ['a damaged binary', () => given(fakeNomad('2.0.5').subarray(0, 70)), 'BINARY_WRONG_PLATFORM', 3],
])('%s is one error, without cache or Go', async (_name, wrong, code, exitCode) => {
  const go = await fakeGo(join(root.path, 'go'));
  const cacheDir = join(root.path, 'cache');
  const lines: string[] = [];
  const options = await wrong();
  const { url: releaseUrl, keyFile: releaseKey } = releases;
  const own = { cacheDir, releaseUrl, releaseKey, onProgress: (line: string) => lines.push(line) };
  const error = await rejectionOf(resolveBinary({ ...own, ...options }));
  expect(error).toMatchObject({ code, exitCode, next: expect.any(String) });
  expect(lines).toEqual([]);
  expect(existsSync(cacheDir)).toBe(false);
  await expect(go.calls()).rejects.toThrow('ENOENT');
  expect(releases.asked.filter((path) => path.endsWith('.zip'))).toEqual([]);
});

test('the error of a release that is not open source names both alternatives', async () => {
  await fakeGo(join(root.path, 'go'));
  const began = performance.now();
  const error = await rejectionOf(
    resolveBinary({ version: '2.0.4', cacheDir: join(root.path, 'cache'), releaseUrl: nowhere }),
  );
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(explain(error)).toMatch(
    /BINARY_UNAVAILABLE: could not obtain Nomad 2\.0\.4 [\s\S]*BINARY_NOT_OPEN_SOURCE/,
  );
  expect(error.next).toMatch(/NOMAD_E2E_RELEASE_URL[\s\S]*--nomad-binary/);
});

test('without an archive a release line is its newest cached release', async () => {
  const cacheDir = join(root.path, 'cache');
  const { url: releaseUrl, keyFile: releaseKey } = releases;
  for (const version of ['2.0.4', '2.0.5', '1.11.3']) {
    await releases.publish(version, zip({ nomad: fakeNomad(version) }));
    await resolveBinary({ version, cacheDir, releaseUrl, releaseKey });
  }
  expect(await planBinary({ version: '2.0', cacheDir, releaseUrl: nowhere })).toMatchObject({
    ...{ version: '2.0.5', source: 'cache' },
    why: expect.stringMatching(/^it is the newest cached of Nomad 2\.0, as no release archive answers/),
  });
});

test('a release line is its newest release in the archive', async () => {
  await releases.publish('2.0.5', archive);
  const { url: releaseUrl, keyFile: releaseKey } = releases;
  for (const version of ['2.0', 'latest']) {
    const found = resolveBinary({ version, cacheDir: join(root.path, version), releaseUrl, releaseKey });
    await expect(found).resolves.toMatchObject({ version: '2.0.5', origin: 'release' });
  }
});

test('a signature of the archive is first looked for under the id of its key', async () => {
  const key = await signingKey();
  await using other = await FakeReleases.start(key);
  const { sums, signature } = await other.publish('2.0.5', archive);
  other.files.set(`${sums}.${key.id}.sig`, other.files.get(signature) ?? '');
  other.files.set(signature, 'of another key');
  const { url: releaseUrl, keyFile: releaseKey } = other;
  const found = resolveBinary({ version: '2.0.5', cacheDir: root.path, releaseUrl, releaseKey });
  await expect(found).resolves.toMatchObject({ version: '2.0.5' });
  expect(other.asked.slice(0, 2)).toEqual([sums, `${sums}.${key.id}.sig`]);
});
