import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../temp-folder.ts';
import { readSavedProfile } from './current.ts';
import { parseProfile, profileNames, readProfile } from './read.ts';

const whole = `description = "d"
plugin_id = "p"
monolith {
  args = ["--node-id", "$\{node.unique.name}"]
}
capabilities {
  attach           = "exclusive"
  access_modes     = ["single-node-writer"]
  attachment_modes = ["file-system"]
}
`;

test.each(profileNames())('profile %s can be read', async (name) => {
  expect(await readProfile(name)).toMatchObject({ name, capabilities: { create: true } });
});

test.each(profileNames())('profile %s can be read again from the file that a run writes', async (name) => {
  await using folder = await tempFolder('profile');
  const file = join(folder.path, 'driver.json');
  const profile = await readProfile(name);
  await writeFile(file, JSON.stringify(profile));
  expect(readSavedProfile(file)).toEqual(JSON.parse(JSON.stringify(profile)));
});

test('a profile has what its file says, and what it leaves out has its default', async () => {
  const volume = 'volume {\n  capacity_min = "1MiB"\n  parameters {\n    replicas = 2\n  }\n}\n';
  expect(await parseProfile('mine', 'mine.profile.hcl', `${whole}${volume}`)).toEqual({
    ...{ name: 'mine', description: 'd', plugin_id: 'p' },
    monolith: { args: ['--node-id', `$${'{node.unique.name}'}`] },
    capabilities: {
      ...{ create: false, expand: false, snapshot: false, list: false, list_snapshots: true },
      ...{ topology: 'none', stage: true },
      ...{ attach: 'exclusive', attach_limit: 0, detach_ms: 0, mounts: 'kernel', fs_types: [] },
      ...{ access_modes: ['single-node-writer'], attachment_modes: ['file-system'] },
    },
    volume: { capacity_min: 1024 ** 2, parameters: { replicas: '2' } },
  });
});

test('a profile that is neither a name nor a file is refused with the names there are', async () => {
  await expect(readProfile('hostpth')).rejects.toMatchObject({
    ...{ code: 'PROFILE_UNKNOWN', exitCode: 2 },
    observed: expect.stringContaining('digitalocean'),
  });
});

test.each([
  [
    'exclusive',
    'often',
    'f.hcl:7: capabilities.attach must be one of "exclusive", "shared", "none"; got "often"',
  ],
  ['plugin_id = "p"', '', 'f.hcl:1: plugin_id: '],
  ['monolith {', 'monolyth {', 'f.hcl:3: unknown field "monolyth"'],
  ['  args', '  arguments', 'f.hcl:4: unknown field "arguments"'],
  ['single-node-writer', 'any', 'f.hcl:8: capabilities.access_modes must be one of'],
  ['description = "d"', 'description = ', 'f.hcl:1:'],
])('%j written as %j is refused with its line', async (text, other, message) => {
  const wrong = parseProfile('f', 'f.hcl', whole.replace(text, other));
  await expect(wrong).rejects.toMatchObject({
    code: 'PROFILE_INVALID',
    message: expect.stringContaining(message),
  });
});

test('a profile without a task that serves nodes is refused', async () => {
  const wrong = parseProfile('f', 'f.hcl', whole.replace('monolith', 'controller'));
  await expect(wrong).rejects.toThrow('a monolith block, or a node block');
});
