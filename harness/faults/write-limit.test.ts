import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { limitsWrites, limitWrites } from './write-limit.ts';

const inNode = (script: string) => execa('sh', ['-c', `at=8:16; ${script}`], { reject: false });

/** A tree of files like the cgroups of a node. */
async function tree(files: Record<string, string>) {
  const folder = await tempFolder('cgroups');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder.path, name, '..'), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  const text = (name: string) => readFile(join(folder.path, name), 'utf8');
  return { root: folder.path, text, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const v1 = { 'blkio/blkio.throttle.write_iops_device': '' };
const v2 = {
  ...{ 'cgroup.controllers': 'cpu io memory\n', 'cgroup.subtree_control': 'cpu io memory\n' },
  ...{ 'init/io.max': '', 'other.slice/io.max': '' },
};

test('with cgroup v1 the node itself is limited, and 0 ends it', async () => {
  await using node = await tree(v1);
  const limit = () => node.text('blkio/blkio.throttle.write_iops_device');
  expect((await inNode(limitWrites(5, node.root))).exitCode).toBe(0);
  expect(await limit()).toBe('8:16 5\n');
  await inNode(limitWrites(0, node.root));
  expect(await limit()).toBe('8:16 0\n');
});

test('with cgroup v2 all below the node are limited, also those of the first container and task to come', async () => {
  await using node = await tree(v2);
  const limits = () =>
    Promise.all(['init', 'docker', 'nomad.slice', 'other.slice'].map((name) => node.text(`${name}/io.max`)));
  expect(await inNode(limitWrites(5, node.root))).toMatchObject({ exitCode: 0, stderr: '' });
  expect(new Set(await limits())).toEqual(new Set(['8:16 wiops=5\n']));
  await inNode(limitWrites(0, node.root));
  expect(new Set(await limits())).toEqual(new Set(['8:16 wiops=max\n']));
});

test('a cgroup that takes no limit fails the injection', async () => {
  const { 'init/io.max': _, ...rest } = v2;
  await using node = await tree({ ...rest, 'init/io.max/is a folder': '' });
  const { exitCode, stderr } = await inNode(limitWrites(5, node.root));
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('init/io.max');
});

test.each<[string, Record<string, string>, boolean]>([
  ['v1 with blkio', v1, true],
  ['v1 without blkio', { 'memory/tasks': '' }, false],
  ['v2 with io', v2, true],
  ['v2 without io', { ...v2, 'cgroup.subtree_control': 'cpu memory\n' }, false],
])('whether writes can be limited with cgroup %s', async (_, files, can) => {
  await using node = await tree(files);
  expect((await inNode(limitsWrites(node.root))).exitCode === 0).toBe(can);
});
