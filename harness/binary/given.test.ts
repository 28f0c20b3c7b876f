import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeNomad, fakeProgram, writeProgram } from './fake-binary.ts';
import { resolveBinary } from './plan.ts';
import { testFolder } from './test-help.ts';

const other = process.arch === 'arm64' ? 'amd64' : 'arm64';
const failure = (exitCode: number, code: string, next: string) => ({
  exitCode,
  code,
  next: expect.stringContaining(next),
});

test("a user's binary keeps the version that it reports", async () => {
  await using folder = await testFolder();
  const path = join(folder.path, 'my-nomad');
  await writeProgram(path, fakeNomad('1.11.4-dev'));
  const found = await resolveBinary({ path });
  const sha256 = createHash('sha256').update(fakeNomad('1.11.4-dev')).digest('hex');
  expect(found).toEqual({
    version: '1.11.4-dev',
    path,
    source: 'path',
    origin: 'path',
    sha256,
    ms: expect.any(Number),
  });
});

test.each(['2.0.6-dev', '2.0.5+fips1403', '2.0.0-rc.1'])(
  'a build that says %s keeps its name',
  async (said) => {
    await using folder = await testFolder();
    const path = join(folder.path, 'nomad');
    await writeProgram(path, fakeNomad(said));
    await expect(resolveBinary({ path })).resolves.toMatchObject({ version: said });
    await expect(resolveBinary({ path, version: said })).resolves.toMatchObject({ version: said });
  },
);

test('a FIPS build counts as its version, with a warning', async () => {
  await using folder = await testFolder();
  const path = join(folder.path, 'nomad');
  await writeProgram(path, fakeNomad('2.0.5+fips1403'));
  const lines: string[] = [];
  const onProgress = (line: string) => void lines.push(line);
  await expect(resolveBinary({ path, version: '2.0.5', onProgress })).resolves.toMatchObject({
    version: '2.0.5+fips1403',
  });
  expect(lines).toEqual([expect.stringContaining('warning: Nomad 2.0.5+fips1403 runs in FIPS mode')]);
  await expect(resolveBinary({ path, version: '2.0.4' })).rejects.toMatchObject(
    failure(2, 'BINARY_VERSION_MISMATCH', '2.0.4'),
  );
});

test("a named version must match the binary's", async () => {
  await using folder = await testFolder();
  const path = join(folder.path, 'nomad');
  await writeProgram(path, fakeNomad('1.9.4'));
  await expect(resolveBinary({ path, version: 'v1.9.4' })).resolves.toMatchObject({ version: '1.9.4' });
  await expect(resolveBinary({ path, version: '1.11.3' })).rejects.toMatchObject({
    ...failure(2, 'BINARY_VERSION_MISMATCH', '1.11.3'),
    message: `${path} is Nomad 1.9.4, not 1.11.3`,
  });
});

test('a path to anything but an executable file is refused', async () => {
  await using folder = await testFolder();
  const path = join(folder.path, 'nomad');
  await expect(resolveBinary({ path })).rejects.toMatchObject(
    failure(2, 'BINARY_PATH_INVALID', '--nomad-version'),
  );
  await mkdir(path);
  await expect(resolveBinary({ path })).rejects.toMatchObject(
    failure(2, 'BINARY_PATH_INVALID', `${path}/nomad`),
  );
  const plain = join(folder.path, 'plain');
  await writeFile(plain, fakeNomad('1.11.3'));
  await chmod(plain, 0o644);
  await expect(resolveBinary({ path: plain })).rejects.toMatchObject(
    failure(2, 'BINARY_PATH_INVALID', 'chmod +x'),
  );
  await expect(resolveBinary({ path: '/dev/null' })).rejects.toMatchObject({
    message: expect.stringContaining('not a file'),
  });
});

test.each([
  ['a script', '#!/bin/sh\necho Nomad v1.11.3\n', 'BINARY_WRONG_PLATFORM', 'a script'],
  [
    'a program for another processor',
    fakeProgram('Nomad v1.11.3\n', other),
    'BINARY_WRONG_PLATFORM',
    `linux/${other}`,
  ],
  ['another program', fakeProgram('Consul v1.22.0\n'), 'BINARY_NOT_NOMAD', 'Consul v1.22.0'],
  // The kernel refuses it, and execvp(3) would let the shell run its bytes.
  ['a cut program', fakeNomad('1.11.3').subarray(0, 70), 'BINARY_WRONG_PLATFORM', 'a damaged program'],
  [
    'a program that crashes',
    fakeNomad('1.11.3').fill(0, 120),
    'BINARY_NOT_NOMAD',
    'Command was killed with SIG',
  ],
  ['Enterprise', fakeNomad('1.11.3+ent'), 'BINARY_ENTERPRISE', '1.11.3+ent'],
  ['Enterprise in FIPS mode', fakeNomad('2.0.5+ent.fips1403'), 'BINARY_ENTERPRISE', '2.0.5+ent.fips1403'],
  ['a program that says no version', fakeProgram('Nomad v2.0\n'), 'BINARY_NOT_NOMAD', 'Nomad v2.0'],
])('%s is refused', async (_name, content, code, observed) => {
  await using folder = await testFolder();
  const path = join(folder.path, 'nomad');
  await writeProgram(path, content);
  await expect(resolveBinary({ path })).rejects.toMatchObject({
    ...{ code, exitCode: 3, observed: expect.stringContaining(observed), next: expect.any(String) },
  });
});

test('a binary reports the api module it was compiled with', async () => {
  await using folder = await testFolder();
  const path = join(folder.path, 'nomad');
  const api = 'v0.0.0-20240717122358-3d93bd3778f3';
  const info = Buffer.from(`dep\tgithub.com/hashicorp/nomad/api\t${api}\th1:0=\n`);
  await writeProgram(path, Buffer.concat([fakeNomad('1.6.3'), info]));
  await expect(resolveBinary({ path })).resolves.toMatchObject({ api: { version: api, own: false } });
});
