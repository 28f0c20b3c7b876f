import { globSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { tempFolder } from './temp-folder.ts';

const root = join(import.meta.dirname, '..');
const biome = join(root, 'node_modules', '.bin', 'biome');

/** The rules of this repository that a text breaks. */
async function broken(text: string): Promise<string[]> {
  await using folder = await tempFolder('lint');
  const rules = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'));
  await writeFile(join(folder.path, 'biome.json'), JSON.stringify({ linter: rules.linter }));
  await writeFile(join(folder.path, 'a.ts'), text);
  const { all } = await execa(biome, ['lint', 'a.ts'], { cwd: folder.path, all: true, reject: false });
  return [...new Set(all.match(/lint\/\w+\/\w+/g))];
}

const work = 'async function work(): Promise<void> {}\n';

test.each([
  ['noFloatingPromises', 'work();'],
  ['noMisusedPromises', '[1].forEach(async () => await work());'],
])('lint refuses a promise that nobody awaits, by %s', async (rule, text) => {
  expect(await broken(`${work}${text}`)).toEqual([`lint/nursery/${rule}`]);
});

test('lint takes a promise that is awaited', async () => {
  expect(await broken(`${work}await work();`)).toEqual([]);
});

test('no suite has a time limit of its own, which the pace of a machine would not make longer', () => {
  const suites = globSync('suites/**/*.e2e.ts', { cwd: root });
  const limited = suites.filter((file) => /\btimeout: ?\d/.test(readFileSync(join(root, file), 'utf8')));
  expect(suites.length).toBeGreaterThan(100);
  expect(limited).toEqual([]);
});
