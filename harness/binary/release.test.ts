import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { FakeReleases, zip } from './fake-releases.ts';
import { targetArch } from './platform.ts';
import { fetchRelease, findRelease, releaseBase, sumsIn } from './release.ts';
import { testFolder } from './test-help.ts';

const limits = { connectMs: 1_000, idleMs: 5_000, overallMs: 10_000 };
const sum = 'a'.repeat(64);

afterEach(() => vi.unstubAllEnvs());

/** Fetches 1.0.0 into a folder of its own, and returns what is in that folder afterwards. */
async function fetched({ url: base, keyFile }: FakeReleases, change: Partial<typeof limits> = {}) {
  const archive = { base, keyFile };
  await using work = await testFolder();
  const { signal } = new AbortController();
  const fetch = {
    version: '1.0.0',
    arch: targetArch(),
    work: work.path,
    onProgress: () => undefined,
    signal,
  };
  const changed = { ...limits, ...change };
  const release = await findRelease({ ...archive, signal, limits: changed }, fetch);
  await fetchRelease(release, join(work.path, 'nomad'), fetch, changed);
  return { files: await readdir(work.path), content: await readFile(join(work.path, 'nomad'), 'utf8') };
}

test('an option names the archive before the environment does', () => {
  const env = { NOMAD_E2E_RELEASE_URL: 'https://mirror.example/hashicorp/' };
  expect(releaseBase('http://127.0.0.1:1/', env)).toBe('http://127.0.0.1:1');
  expect(releaseBase(undefined, env)).toBe('https://mirror.example/hashicorp');
  expect(releaseBase(undefined, {})).toMatch(/^https:\/\/releases\./);
  for (const url of ['', 'mirror.example', 'file:///srv/mirror', 'ftp://mirror.example']) {
    expect(() => releaseBase(url, {})).toThrow(
      expect.objectContaining({ code: 'BINARY_RELEASE_URL_INVALID', exitCode: 2 }),
    );
  }
});

test('sums are found by the exact name', () => {
  const sums = sumsIn(`${'b'.repeat(64)}  x_nomad.zip\n${sum.toUpperCase()} *nomad.zip\r\n`, 'u');
  expect([...sums]).toEqual([
    ['x_nomad.zip', 'b'.repeat(64)],
    ['nomad.zip', sum],
  ]);
  expect(() => sumsIn('<html>Log in</html>', 'u')).toThrow(
    expect.objectContaining({ code: 'BINARY_RELEASE_UNREACHABLE', observed: '<html>Log in</html>' }),
  );
});

test('a release without a build for this processor is an unknown version', async () => {
  await using releases = await FakeReleases.start();
  await releases.publish('1.0.0', zip({ nomad: 'the binary' }));
  const { signal } = new AbortController();
  const archive = { base: releases.url, keyFile: releases.keyFile, signal, limits };
  await expect(findRelease(archive, { version: '1.0.0', arch: 's390x' })).rejects.toMatchObject({
    ...{ code: 'BINARY_VERSION_UNKNOWN', exitCode: 2 },
    observed: expect.stringContaining('nomad_1.0.0_windows_386.zip, nomad_1.0.0_linux_'),
  });
});

test('only the member nomad of an archive is kept', async () => {
  await using releases = await FakeReleases.start();
  await releases.publish(
    '1.0.0',
    zip({ 'LICENSE.txt': 'words', 'sub/nomad': 'not this', nomad: 'the binary' }),
  );
  expect(await fetched(releases)).toEqual({ files: ['nomad'], content: 'the binary' });
});

test('a redirect of a mirror is followed', async () => {
  await using releases = await FakeReleases.start();
  const paths = await releases.publish('1.0.0', zip({ nomad: 'the binary' }));
  const archive = releases.files.get(paths.zip) ?? '';
  releases.files.set(paths.zip, (response) => response.writeHead(302, { location: '/elsewhere' }).end());
  releases.files.set('/elsewhere', archive);
  expect((await fetched(releases)).content).toBe('the binary');
});

test.each([
  ['without nomad', zip({ 'LICENSE.txt': 'words' }), 'it has no file nomad'],
  ['with a name outside of it', zip({ '../nomad': 'evil', nomad: 'the binary' }), '../nomad'],
  ['that is none', Buffer.from('words'), 'central directory'],
])('an archive %s is refused', async (_name, archive, observed) => {
  await using releases = await FakeReleases.start();
  await releases.publish('1.0.0', archive);
  await expect(fetched(releases)).rejects.toMatchObject({
    ...{ code: 'BINARY_ARCHIVE_INVALID', exitCode: 3, observed: expect.stringContaining(observed) },
  });
});

test('a failing server does not make a version unknown', async () => {
  await using releases = await FakeReleases.start();
  const { sums, zip: archive } = await releases.publish('1.0.0', zip({ nomad: 'the binary' }));
  releases.files.set(archive, (response) => response.writeHead(503).end());
  const unreachable = (words: string) => ({
    code: 'BINARY_RELEASE_UNREACHABLE',
    message: expect.stringContaining(words),
  });
  await expect(fetched(releases)).rejects.toMatchObject(unreachable('answered 503'));
  releases.files.set(sums, () => undefined);
  await expect(fetched(releases, { idleMs: 100 })).rejects.toMatchObject(unreachable('Headers Timeout'));
});

test('a stalled or slow download times out', async () => {
  await using releases = await FakeReleases.start();
  const { zip: archive } = await releases.publish('1.0.0', zip({ nomad: 'the binary' }));
  releases.files.set(archive, (response) =>
    response.writeHead(200, { 'content-length': '1000' }).write('PK'),
  );
  const unreachable = (words: string) => ({
    code: 'BINARY_RELEASE_UNREACHABLE',
    message: expect.stringContaining(words),
  });
  await expect(fetched(releases, { idleMs: 100 })).rejects.toMatchObject(unreachable('Body Timeout'));
  await expect(fetched(releases, { overallMs: 200 })).rejects.toMatchObject(unreachable('not done in 0.2 s'));
});
