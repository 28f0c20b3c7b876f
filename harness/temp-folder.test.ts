import { chown, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { removeLeftFolders, tempFolder } from './temp-folder.ts';

/** A name of a folder as a process that has ended would have left it. */
async function leftName(what: string): Promise<string> {
  const ended = execa(process.execPath, ['--version']);
  const { pid } = ended;
  await ended;
  await using own = await tempFolder(what);
  return basename(own.path).replace(`-${process.pid}-`, `-${pid}-`);
}

test('folders of this user whose processes have ended are removed, and no others', async () => {
  await using own = await tempFolder('trial');
  const left = await leftName('trial');
  const kept = [
    left.replace('-trial-', '-trial-else-'),
    // Of another container or machine that shares the place, or before the last start of this one.
    left.replace(/-[0-9a-f]{8}-/, '-01234567-'),
    // Whatever is under such a name, it is no folder of ours.
    `${left.slice(0, -6)}linked`,
    ...(process.getuid?.() === 0 ? [`${left.slice(0, -6)}theirs`] : []),
  ];
  const path = (name: string) => join(tmpdir(), name);
  try {
    for (const name of [left, ...kept]) {
      if (name.endsWith('linked')) await symlink(own.path, path(name));
      else await mkdir(path(name));
      if (name.endsWith('theirs')) await chown(path(name), 65_534, 65_534);
    }
    await removeLeftFolders('trial');
    const found = await readdir(tmpdir());
    expect(found).not.toContain(left);
    expect(found).toEqual(expect.arrayContaining([basename(own.path), ...kept]));
  } finally {
    for (const name of [left, ...kept]) await rm(path(name), { recursive: true, force: true });
  }
});

test('a folder that cannot be removed is no reason to fail', async () => {
  const left = join(tmpdir(), await leftName('stuck'));
  await mkdir(left);
  const tried: string[] = [];
  await removeLeftFolders('stuck', async (path) => {
    tried.push(path);
    throw Object.assign(new Error('EACCES: permission denied, unlink'), { code: 'EACCES' });
  });
  await rm(left, { recursive: true });
  // Another test run of this machine may have left one, too.
  expect(tried).toContain(left);
});
