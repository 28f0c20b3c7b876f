import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { nodeEngineOf } from './node-engine.ts';

async function folderOf(files: readonly string[]) {
  const folder = await tempFolder('packages');
  for (const file of files) await writeFile(join(folder.path, file), '!<arch>\ndebian-binary');
  return folder;
}

test.each([
  ['bookworm', '20.10', 'docker.io'],
  ['trixie', '26.1', 'docker.io docker-cli'],
])('Debian %s has Docker %s', (debian, version, install) => {
  expect(nodeEngineOf(debian)).toEqual({ debian, name: debian, version, install, files: [] });
});

test('where nobody asks for an engine it is that of Debian 13, and of Debian 12 where that cannot be obtained', () => {
  expect(nodeEngineOf()).toEqual({ ...nodeEngineOf('trixie'), fallback: nodeEngineOf('bookworm') });
});

test.each([
  ['docker.io_28.5.2+dfsg4-5_amd64.deb', '28.5.2'],
  ['docker-ce_5%3a29.1.0-1~debian.13~trixie_amd64.deb', '29.1.0'],
  ['docker-ce_29.1.0-1~debian.13~trixie_arm64.deb', '29.1.0'],
  ['moby-engine_27.3.1-debian12u1_amd64.deb', '27.3.1'],
])('a folder with %s is Docker %s', async (file, version) => {
  await using folder = await folderOf([file, 'docker-cli_1_amd64.deb', 'notes.txt']);
  expect(nodeEngineOf(folder.path)).toEqual({
    ...{ debian: 'trixie', name: `docker-${version}`, version, install: '/tmp/packages/*.deb' },
    files: expect.arrayContaining([join(folder.path, file), join(folder.path, 'docker-cli_1_amd64.deb')]),
  });
});

test.each([
  ['no packages', [], 'its packages: none'],
  ['no engine', ['docker-cli_28.5.2_amd64.deb'], 'its packages: docker-cli_28.5.2_amd64.deb'],
  ['two engines', ['docker.io_28.5.2-1_amd64.deb', 'docker-ce_29.1.0-1_amd64.deb'], 'docker-ce_29.1.0-1'],
])('a folder with %s is refused', async (_, files, observed) => {
  await using folder = await folderOf(files);
  expect(() => nodeEngineOf(folder.path)).toThrow(
    expect.objectContaining({
      code: 'NODE_ENGINE_UNKNOWN',
      observed: expect.stringContaining(observed),
      exitCode: 2,
    }),
  );
});

test('a file that is only named like a package is refused', async () => {
  const file = 'docker-ce_29.1.0-1_amd64.deb';
  await using folder = await folderOf([]);
  await writeFile(join(folder.path, file), '<html>not found</html>');
  expect(() => nodeEngineOf(folder.path)).toThrow(
    expect.objectContaining({ code: 'NODE_ENGINE_UNKNOWN', observed: `${file} is not a Debian package` }),
  );
});

test.each(['sid', 'toString', '', '/nowhere/packages'])('%j is refused with what is allowed', (given) => {
  expect(() => nodeEngineOf(given)).toThrow(
    expect.objectContaining({
      code: 'NODE_ENGINE_UNKNOWN',
      message: `--node-engine ${given} cannot be used: it names no engine for the nodes`,
      next: 'it takes bookworm, trixie, or a folder with .deb packages of an engine',
    }),
  );
});

test('a folder in a packages folder is no package', async () => {
  await using folder = await folderOf([]);
  await mkdir(join(folder.path, 'docker.io_28.5.2-1_amd64.deb'));
  expect(() => nodeEngineOf(folder.path)).toThrow('names no engine');
});
