import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheRoot, entryFolder, readEntry, storeEntry } from './cache.ts';
import { writeProgram } from './fake-binary.ts';
import { testFolder } from './test-help.ts';

const { signal } = new AbortController();
const api = { version: 'v0.0.0-1-2', own: false };

test('the cache folder follows NOMAD_E2E_CACHE, then XDG_CACHE_HOME, then the home', () => {
  expect(cacheRoot({ NOMAD_E2E_CACHE: '/n', XDG_CACHE_HOME: '/x' }, '/home/ann')).toBe('/n');
  expect(cacheRoot({ XDG_CACHE_HOME: '/x' }, '/home/ann')).toBe('/x/nomad-e2e');
  expect(cacheRoot({ NOMAD_E2E_CACHE: '', XDG_CACHE_HOME: '' }, '/home/ann')).toBe(
    '/home/ann/.cache/nomad-e2e',
  );
  expect(entryFolder('/n', '1.11.3', 'amd64')).toBe('/n/binaries/1.11.3-linux-amd64');
});

async function stored(root: string): Promise<string> {
  const content = join(root, 'work');
  await mkdir(content);
  await writeProgram(join(content, 'nomad'), 'content');
  const folder = join(root, '1.0.0');
  await storeEntry(content, folder, { version: '1.0.0', source: 'go', api }, signal);
  return folder;
}

test('a new cache entry replaces the old one', async () => {
  await using root = await testFolder();
  await mkdir(join(root.path, '1.0.0', 'old'), { recursive: true });
  const folder = await stored(root.path);
  expect((await readdir(folder)).toSorted()).toEqual(['manifest.json', 'nomad']);
  expect(await readdir(root.path)).toEqual(['1.0.0']);
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect(manifest).toEqual({
    ...{ version: '1.0.0', source: 'go', size: 7, api },
    sha256: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
    builtAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(await readEntry(folder, '1.0.0', signal)).toEqual({ path: join(folder, 'nomad'), manifest });
});

test.each<[string, (folder: string) => Promise<void>]>([
  ['other content of the same size', (folder) => writeFile(join(folder, 'nomad'), 'conteNt')],
  ['a cut file', (folder) => writeFile(join(folder, 'nomad'), 'con')],
  ['a file that cannot be executed', (folder) => chmod(join(folder, 'nomad'), 0o644)],
  [
    'another size in the manifest',
    async (folder) => {
      const file = join(folder, 'manifest.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace('"size": 7', '"size": 8'));
    },
  ],
  ['a broken manifest', (folder) => writeFile(join(folder, 'manifest.json'), '{"version":')],
  ['a manifest without a sum', (folder) => writeFile(join(folder, 'manifest.json'), '{"version":"1.0.0"}')],
])('%s is not a hit', async (_name, damage) => {
  await using root = await testFolder();
  const folder = await stored(root.path);
  expect(await readEntry(folder, '1.0.0', signal)).toBeDefined();
  await damage(folder);
  expect(await readEntry(folder, '1.0.0', signal)).toBeUndefined();
});

test('an old cache entry takes its api module from the build info', async () => {
  await using root = await testFolder();
  const own = { version: 'v0.0.0-20230721134942-515895c7690c', own: true };
  const older = async (content: string) => {
    const work = join(root.path, 'work');
    await mkdir(work);
    await writeProgram(join(work, 'nomad'), content);
    const folder = join(root.path, '1.6.1');
    await storeEntry(work, folder, { version: '1.6.1', source: 'go' }, signal);
    return await readEntry(folder, '1.6.1', signal);
  };
  const entry = await older(`dep\tgithub.com/hashicorp/nomad/api\t${own.version}\th1:0=\n`);
  expect(entry?.manifest.api).toEqual(own);
  expect(await older('nothing of it')).toBeUndefined();
});

test('a manifest of another version is not a hit', async () => {
  await using root = await testFolder();
  expect(await readEntry(await stored(root.path), '1.0.1', signal)).toBeUndefined();
});
