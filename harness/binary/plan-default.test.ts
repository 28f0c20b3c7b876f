import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { explain } from '../errors.ts';
import { entryFolder, storeEntry } from './cache.ts';
import { fakeNomad, writeProgram } from './fake-binary.ts';
import { fakeGo } from './fake-go.ts';
import { FakeReleases, zip } from './fake-releases.ts';
import { isOpenSource } from './open-source.ts';
import { planBinary } from './plan.ts';
import { compiledVersion, defaultVersion } from './plan-default.ts';
import { targetArch } from './platform.ts';
import { rejectionOf, testFolder } from './test-help.ts';

const { signal } = new AbortController();
const nowhere = 'http://127.0.0.1:1';
const archive = zip({ nomad: fakeNomad(defaultVersion) });

afterEach(() => vi.unstubAllEnvs());

async function store(root: string, version: string): Promise<void> {
  const content = join(root, 'work');
  await mkdir(join(root, 'binaries'), { recursive: true });
  await mkdir(content);
  await writeProgram(join(content, 'nomad'), fakeNomad(version));
  await storeEntry(content, entryFolder(root, version, targetArch()), { version, source: 'release' }, signal);
}

test('an archive that answers gives the default version', async () => {
  await using root = await testFolder();
  await using releases = await FakeReleases.start();
  await releases.publish(defaultVersion, archive);
  const { url: releaseUrl, keyFile: releaseKey } = releases;
  const plan = await planBinary({ cacheDir: root.path, releaseUrl, releaseKey });
  expect(plan).toMatchObject({ version: defaultVersion, source: 'release' });
  expect(plan).not.toHaveProperty('why');
  expect(await plan.obtain()).toMatchObject({ version: defaultVersion, origin: 'release' });
});

test('without an archive the default is the compiled open-source version', async () => {
  await using root = await testFolder();
  await fakeGo(join(root.path, 'go'));
  expect(await planBinary({ cacheDir: root.path, releaseUrl: nowhere })).toMatchObject({
    ...{ version: compiledVersion, source: 'go', place: `github.com/hashicorp/nomad@v${compiledVersion}` },
    why: expect.stringMatching(
      /^Nomad 2\.0\.5 is not cached, and no release archive answers \(.*ECONNREFUSED/,
    ),
  });
  expect(isOpenSource(compiledVersion)).toBe(true);
});

test.each([
  [defaultVersion, undefined],
  [compiledVersion, expect.stringContaining('no release archive answers')],
])('a cached %s needs neither archive nor Go', async (version, why) => {
  await using root = await testFolder();
  vi.stubEnv('PATH', '/nowhere');
  await store(root.path, version);
  const plan = await planBinary({ cacheDir: root.path, releaseUrl: nowhere });
  expect([plan.version, plan.source, plan.why]).toEqual([version, 'cache', why]);
});

test.each<[string, (releases: FakeReleases) => Promise<unknown>]>([
  ['BINARY_SIGNATURE_MISSING', async ({ files }) => files.delete([...files.keys()].find(isSignature) ?? '')],
  ['BINARY_SIGNATURE_WRONG', async ({ files }) => files.set([...files.keys()].find(isSignature) ?? '', 'x')],
  ['BINARY_VERSION_UNKNOWN', async ({ files }) => files.clear()],
])('%s of a reachable archive does not lead to another version', async (code, spoil) => {
  await using root = await testFolder();
  await using releases = await FakeReleases.start();
  const go = await fakeGo(join(root.path, 'go'));
  await releases.publish(defaultVersion, archive);
  await spoil(releases);
  const { url: releaseUrl, keyFile: releaseKey } = releases;
  await expect(planBinary({ cacheDir: root.path, releaseUrl, releaseKey })).rejects.toMatchObject({ code });
  await expect(go.calls()).rejects.toThrow('ENOENT');
});

const isSignature = (file: string) => file.endsWith('.sig');

test('without archive, cache and Go the error has the reasons of both versions', async () => {
  await using root = await testFolder();
  vi.stubEnv('PATH', '/nowhere');
  const error = await rejectionOf(planBinary({ cacheDir: root.path, releaseUrl: nowhere }));
  expect(error).toMatchObject({ code: 'BINARY_UNAVAILABLE', exitCode: 3 });
  expect(explain(error)).toMatch(/2\.0\.5: BINARY_RELEASE_UNREACHABLE[\s\S]*1\.6\.1: BINARY_GO_MISSING/);
});
