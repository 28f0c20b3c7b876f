import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutSecrets } from '../secrets/index.ts';
import { readVariables } from './nomad-variables.ts';

test('keys of one path are one variable, and a value may hold anything', async () => {
  const given = ['shared/db.user=a', 'shared/db.url=https://x?y=z.w', 'nomad/jobs.k='];
  expect(await readVariables(given, '1.4.0')).toEqual([
    { path: 'shared/db', items: { user: 'a', url: 'https://x?y=z.w' } },
    { path: 'nomad/jobs', items: { k: '' } },
  ]);
});

test('values are secrets', async () => {
  await readVariables(['shared/db.name=Of-A-River-77'], '1.6.1');
  expect(withoutSecrets('it is Of-A-River-77')).not.toContain('River');
});

test('a file is one that nomad var put takes', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-variable-'));
  const file = join(folder.path, 'db.nv.hcl');
  await writeFile(
    file,
    'path = "shared/db"\nnamespace = "shop"\nitems {\n  user = "a"\n  "pass.word" = 7\n}\n',
  );
  expect(await readVariables([`@${file}`], '1.6.1')).toEqual([
    { path: 'shared/db', namespace: 'shop', items: { user: 'a', 'pass.word': '7' } },
  ]);
  await writeFile(file, 'path = "shared/db"\n');
  await expect(readVariables([`@${file}`], '1.6.1')).rejects.toMatchObject({
    message: expect.stringContaining('db.nv.hcl:1: items'),
  });
});

test.each([
  [['a.b=c'], '1.3.9', 'Nomad 1.3.9 has no variables'],
  [['a.b'], '1.4.0', '--nomad-var a.b cannot be used'],
  [['a=secret'], '1.4.0', '--nomad-var a=… cannot be used'],
  [['@none.hcl'], '1.4.0', 'cannot read the variable file none.hcl'],
  [['a b.c=d'], '1.4.0', 'variable path "a b"'],
  [[`${'p'.repeat(250)}.c=d`], '1.4.0', 'variable path "ppp'],
  [[`a.b=${'x'.repeat(70_000)}`], '1.4.0', 'variable a has 70001 bytes'],
])('what is no variable is refused: %#', async (given, from, message) => {
  await expect(readVariables(given, from)).rejects.toMatchObject({
    code: 'NOMAD_VARIABLE_INVALID',
    message: expect.stringContaining(message),
  });
});
