import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { mend, needsMending } from './go-mend.ts';
import { rejectionOf, testFolder } from './test-help.ts';

const release = { version: '1.3.1', time: '', commit: undefined, goMod: '' };

async function source(folder: string, text: string): Promise<string> {
  const file = join(folder, 'module', 'command', 'job_dispatch.go');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o444);
  await chmod(dirname(file), 0o555);
  return join(folder, 'module');
}

test('versions before 1.5 need a patch', () => {
  expect(['1.2.6', '1.4.0', '1.5.0', '1.11.3', '2.0.0'].map(needsMending)).toEqual([
    ...[true, true, false, false, false],
  ]);
});

test('the old call is patched in a copy of the module', async () => {
  await using folder = await testFolder();
  const dir = await source(folder.path, 'a := Dispatch(job, metaMap, payload, w)\n');
  const { replace } = await mend({ ...release, dir }, folder.path);
  const copy = join(folder.path, 'nomad', 'command', 'job_dispatch.go');
  expect(replace).toBe('github.com/hashicorp/nomad => ./nomad');
  expect(await readFile(copy, 'utf8')).toBe('a := Dispatch(job, metaMap, payload, "", w)\n');
  expect((await stat(dirname(copy))).mode & 0o200).toBe(0o200);
  expect(await readFile(join(dir, 'command', 'job_dispatch.go'), 'utf8')).toContain('payload, w)');
});

test('a source with the new call is built unpatched', async () => {
  await using folder = await testFolder();
  const text = 'a := Dispatch(job, metaMap, payload, idPrefixTemplate, w)\n';
  await mend({ ...release, version: '1.4.3', dir: await source(folder.path, text) }, folder.path);
  const copy = join(folder.path, 'nomad', 'command', 'job_dispatch.go');
  expect(await readFile(copy, 'utf8')).toBe(text);
});

test('a source that cannot be patched is refused', async () => {
  await using folder = await testFolder();
  const dir = await source(folder.path, 'package command\n');
  const failure = await rejectionOf(mend({ ...release, dir }, folder.path));
  expect(failure).toMatchObject({ code: 'BINARY_BUILD_FAILED' });
});
