import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entryFolder, storeEntry } from './cache.ts';
import { chooseVersion, compiledVersion, defaultVersion } from './default-version.ts';
import { fakeNomad, writeProgram } from './fake-binary.ts';
import { FakeReleases } from './fake-releases.ts';
import { isOpenSource } from './open-source.ts';
import { targetArch } from './platform.ts';
import { testFolder } from './test-help.ts';

const { signal } = new AbortController();
const nowhere = 'http://127.0.0.1:1';

test('an archive that answers gives the default version', async () => {
  await using root = await testFolder();
  await using releases = await FakeReleases.start();
  const chosen = await chooseVersion({ cacheDir: root.path, releaseUrl: releases.url, signal });
  expect(chosen).toEqual({ version: defaultVersion });
});

test('without an archive it is the open-source version, with the reason', async () => {
  await using root = await testFolder();
  const chosen = await chooseVersion({ cacheDir: root.path, releaseUrl: nowhere, signal });
  expect(chosen).toEqual({
    version: compiledVersion,
    why: expect.stringMatching(
      /^Nomad 2\.0\.5 is not cached, and no release archive answers \(.*ECONNREFUSED/,
    ),
  });
  expect(isOpenSource(compiledVersion)).toBe(true);
});

test('a cached default version needs no archive', async () => {
  await using root = await testFolder();
  const content = join(root.path, 'work');
  await mkdir(join(root.path, 'binaries'), { recursive: true });
  await mkdir(content);
  await writeProgram(join(content, 'nomad'), fakeNomad(defaultVersion));
  const folder = entryFolder(root.path, defaultVersion, targetArch());
  await storeEntry(content, folder, { version: defaultVersion, source: 'release' }, signal);
  const chosen = await chooseVersion({ cacheDir: root.path, releaseUrl: nowhere, signal });
  expect(chosen).toEqual({ version: defaultVersion });
});
