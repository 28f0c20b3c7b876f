import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { requireDevices } from './devices.ts';

/** What a kernel lists, and the files in /dev. */
async function machine(listed: string, ...files: string[]) {
  const folder = await tempFolder('devices');
  const at = { misc: join(folder.path, 'misc'), dev: join(folder.path, 'dev') };
  await mkdir(at.dev);
  await writeFile(at.misc, listed);
  for (const file of files) await writeFile(join(at.dev, file), '');
  return { at, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('a device is there when the kernel lists it, or has the file that loads its module', async () => {
  await using listed = await machine('237 loop-control\n229 fuse\n');
  await requireDevices(['loop', 'fuse'], listed.at);
  await using loadable = await machine('', 'fuse');
  await requireDevices(['fuse'], loadable.at);
  await requireDevices([], loadable.at);
});

test('a device that the machine does not have is named, with what to do', async () => {
  await using without = await machine('237 loop-control\n183 hw_random\n', 'loop-control');
  await expect(requireDevices(['loop', 'fuse'], without.at)).rejects.toMatchObject({
    code: 'DEVICE_MISSING',
    message: expect.stringMatching(/^this machine has no \/dev\/fuse, which the driver needs/),
    observed: 'the kernel lists loop-control, hw_random in /proc/misc',
    next: expect.stringMatching(/^modprobe fuse on this machine/),
  });
});
