import { expect, test } from 'vitest';
import { FakeReleases } from './fake-releases.ts';
import { targetArch } from './platform.ts';
import { newestRelease } from './release-index.ts';

const { signal } = new AbortController();
const arch = targetArch();
const line = (name: string) => ({ kind: 'line', line: name }) as const;
const latest = { kind: 'latest' } as const;
const versions = [
  ...['1.9.4', '1.11.3', '1.11.10', '1.11.11+ent', '2.0.5', '2.0.4', '2.0.6+ent', '2.0.7+fips1403'],
  ...['2.0.10-rc.1', '2.1.0-beta.1', '10.0.0-rc.1'],
];

async function newest(
  wanted: Parameters<typeof newestRelease>[1],
  change: (releases: FakeReleases) => unknown = () => undefined,
) {
  await using releases = await FakeReleases.start();
  releases.publishIndex(versions);
  change(releases);
  return await newestRelease({ base: releases.url, keyFile: undefined, signal }, wanted, arch);
}

test.each([
  [line('2.0'), '2.0.5'],
  [line('1.11'), '1.11.10'],
  [latest, '2.0.5'],
])('the newest plain release of %j is %s', async (wanted, version) => {
  expect(await newest(wanted)).toBe(version);
});

test.each([line('2.1'), line('3.0'), line('1.1')])(
  '%j, which the archive does not have, is an unknown version',
  async (wanted) => {
    await expect(newest(wanted)).rejects.toMatchObject({
      ...{ code: 'BINARY_VERSION_UNKNOWN', exitCode: 2 },
      observed: 'lines that it has: 1.9, 1.11, 2.0',
    });
  },
);

test('releases without a build for this processor do not count', async () => {
  const elsewhere = (releases: FakeReleases) => releases.publishIndex(['2.0.5'], { os: 'darwin', arch });
  await expect(newest(latest, elsewhere)).rejects.toMatchObject({
    ...{ code: 'BINARY_VERSION_UNKNOWN', observed: 'lines that it has: none' },
  });
});

const cut = ({ files }: FakeReleases) =>
  files.set('/nomad/index.json', String(files.get('/nomad/index.json')).slice(0, 100));
test.each<[string, (releases: FakeReleases) => unknown, RegExp]>([
  ['that is cut', cut, /100 characters, cut or not JSON/],
  ['of a page', ({ files }) => files.set('/nomad/index.json', '<html>'), /6 characters, cut or not JSON/],
  ['of another shape', ({ files }) => files.set('/nomad/index.json', '{"versions":[]}'), /versions/],
  ['that is missing', ({ files }) => files.delete('/nomad/index.json'), /there is no such file/],
])('an index %s is an error of its own', async (_name, change, observed) => {
  await expect(newest(latest, change)).rejects.toMatchObject({
    ...{ code: 'BINARY_INDEX_INVALID', exitCode: 3 },
    ...{ observed: expect.stringMatching(observed), next: expect.stringContaining('--nomad-version 2.0.5') },
  });
});
