import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const inRoot = { cwd: root, preferLocal: true, stdin: 'ignore', all: true } as const;

/** Packs the package as it would be published. */
async function pack(folder: string): Promise<string> {
  await execa('npm', ['pack', '--pack-destination', folder], inRoot);
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack has made no tarball');
  return join(folder, tarball);
}

/** The files that a page shows for a project of one's own: each is a fenced block with the file's name. */
async function shownIn(name: string): Promise<{ file: string; text: string }[]> {
  const page = await readFile(join(root, 'docs', name), 'utf8');
  const blocks = page.matchAll(/^```\w+ title="([^"]+)"\n(.*?)^```$/gms);
  return Array.from(blocks, ([, file = '', text = '']) => ({ file, text }));
}

test('the packed package is well-formed, typed, and runs the suite and the test that the docs show', async () => {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-pack-'));
  const tarball = await pack(temporary.path);
  await execa('publint', ['--strict', tarball], inRoot);
  await execa('attw', [tarball, '--profile', 'esm-only'], inRoot);

  const cwd = join(temporary.path, 'shop');
  const files = [...(await shownIn('writing-a-suite.md')), ...(await shownIn('testcontainers.md'))];
  expect(files.map(({ file }) => file)).toEqual([
    ...['e2e/shop.e2e.ts', 'e2e/shop.nomad.hcl'],
    ...['test/shop.test.ts', 'test/shop.nomad.hcl'],
  ]);
  const manifest = { name: 'shop', private: true, type: 'module', devDependencies: { 'nomad-e2e': tarball } };
  const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, types: [] };
  const own = [
    { file: 'package.json', text: JSON.stringify(manifest) },
    { file: 'tsconfig.json', text: JSON.stringify({ compilerOptions, include: ['e2e', 'test'] }) },
  ];
  for (const { file, text } of [...files, ...own]) {
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), text);
  }
  const inShop = { cwd, stdin: 'ignore', all: true } as const;
  await execa('npm', ['install', '--no-audit', '--no-fund', '@types/node@24'], inShop);
  const types = ['--types', 'node', '--lib', 'es2024,esnext.disposable'];
  await execa(join(root, 'node_modules/.bin/tsc'), ['-p', '.', ...types], inShop);

  const { stdout } = await execa('npx', ['nomad-e2e', 'run', 'e2e/shop.e2e.ts'], inShop);
  expect(stdout).toMatch(/\n1 passed, 0 failed$/);
  const [, report = ''] = /^report: (.+)$/m.exec(stdout) ?? [];
  expect(await readFile(join(cwd, report), 'utf8')).toContain('<h1>');

  // By another runner, with a cluster that the test starts itself.
  const tested = await execa('node', ['--test', '--test-reporter=tap', 'test/shop.test.ts'], inShop);
  expect(tested.stdout).toMatch(/^# pass 2$/m);
  expect(tested.stdout).toMatch(/^# fail 0$/m);
});
