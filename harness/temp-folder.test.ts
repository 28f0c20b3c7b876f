import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { leftFolders, tempFolder } from './temp-folder.ts';

test('folders of processes that have ended are left ones, those of living processes are not', async () => {
  const ended = execa(process.execPath, ['--version']);
  const { pid } = ended;
  await ended;
  const left = join(tmpdir(), `nomad-e2e-trial-${pid}-abc123`);
  const other = join(tmpdir(), `nomad-e2e-trial-else-${pid}-abc123`);
  await mkdir(left);
  await mkdir(other);
  try {
    await using own = await tempFolder('trial');
    const found = await leftFolders('trial');
    expect(found).toContain(left);
    expect(found).not.toContain(own.path);
    expect(found).not.toContain(other);
  } finally {
    await rm(left, { recursive: true });
    await rm(other, { recursive: true });
  }
});
