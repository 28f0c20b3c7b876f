import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type TempFolder, tempFolder } from '../temp-folder.ts';

const script = join(import.meta.dirname, '../../fixtures/node/hand-down-controllers');

/** A folder like a cgroup with a process of its own. */
async function cgroup(): Promise<TempFolder> {
  const folder = await tempFolder('cgroup');
  await writeFile(join(folder.path, 'cgroup.controllers'), 'cpuset cpu io memory pids\n');
  await writeFile(join(folder.path, 'cgroup.procs'), '17\n');
  return folder;
}

const handDown = ({ path }: TempFolder) => execa('sh', [script, path], { reject: false, timeout: 20_000 });

test('a cgroup hands all of its controllers down, and its processes are below it', async () => {
  await using folder = await cgroup();
  await writeFile(join(folder.path, 'cgroup.subtree_control'), '');
  const { exitCode, stdout } = await handDown(folder);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  const text = (name: string) => readFile(join(folder.path, name), 'utf8');
  expect(await text('cgroup.subtree_control')).toBe('+cpuset +cpu +io +memory +pids\n');
  expect(await text('init/cgroup.procs')).toBe('17\n');
});

test('a kernel that goes on refusing is asked so often, and its reason is printed', async () => {
  await using folder = await cgroup();
  await mkdir(join(folder.path, 'cgroup.subtree_control'));
  const { exitCode, stdout } = await handDown(folder);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('no cgroup controllers (cpuset cpu io memory pids)');
  expect(stdout).toMatch(/: .*directory/i);
  expect(stdout).toMatch(/still in \S+: 17/);
});
