import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiVersionIn } from './build-info.ts';
import { testFolder } from './test-help.ts';

const { signal } = new AbortController();
const line = 'dep\tgithub.com/hashicorp/nomad/api\tv0.0.0-20240717122358-3d93bd3778f3';
const found = 'v0.0.0-20240717122358-3d93bd3778f3';
const mega = 2 ** 20;

async function versionIn(before: number, text: string): Promise<string | undefined> {
  await using folder = await testFolder();
  const file = join(folder.path, 'program');
  await writeFile(file, Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(text)]));
  return await apiVersionIn(file, signal);
}

test.each([0, 1, mega - 200, mega - 40, mega - 20, mega - 1, mega, 2 * mega - 60])(
  'the api is found %i bytes into a program, over the border of two reads too',
  async (before) => {
    expect(await versionIn(before, `${line}\th1:abc=\ndep\tother\tv1.0.0\n`)).toBe(found);
  },
);

test.each([0, mega - 100, mega - 10])(
  'the folder of an official build, %i bytes into it, is no version',
  async (before) => {
    expect(await versionIn(before, `${line}\n=>\t./api\t(devel)\t\n`)).toBeUndefined();
  },
);

test.each(['', 'dep\tgithub.com/hashicorp/nomad/apiary\tv1.0.0\n', 'dep\tgithub.com/hashicorp/nomad/api\t'])(
  'a program that says nothing of it has no version: %j',
  async (text) => {
    expect(await versionIn(10, text)).toBeUndefined();
  },
);
