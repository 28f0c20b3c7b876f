import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProfile } from '../csi/index.ts';
import { paceVariable } from '../pace.ts';
import { tempFolder } from '../temp-folder.ts';
import { suitesAtOnce } from './at-once.ts';

async function atOnce(profile: string): Promise<number> {
  await using folder = await tempFolder('at-once');
  const file = join(folder.path, 'driver.json');
  await writeFile(file, JSON.stringify(await readProfile(profile)));
  return await suitesAtOnce({ NOMAD_E2E_DRIVER: file });
}

test.each([
  ['hostpath', 8],
  ['hostpath-fuse', 8],
  ['hostpath-block', 2],
  ['hostpath-block-xfs', 2],
])('on %s %d suites run at once', async (profile, count) => {
  expect(await atOnce(profile)).toBe(count);
});

test('a slow machine runs fewer at once, and two at least', async () => {
  expect(await suitesAtOnce({ [paceVariable]: '3' })).toBe(3);
  expect(await suitesAtOnce({ [paceVariable]: '50' })).toBe(2);
});
