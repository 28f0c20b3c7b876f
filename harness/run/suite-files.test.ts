import { globSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import { suiteFiles, suiteFilters } from './suite-files.ts';
import { runVitest } from './suites-process.ts';

const root = join(import.meta.dirname, '..', '..');
const passing = "import { test } from 'vitest'; test('passes', () => {});";
const only = "import { test } from 'vitest'; test.only('left', () => {}); test('passed over', () => {});";

/** Where a user stands, with suites and more of their own. */
let place: TempFolder;
beforeAll(async () => {
  place = await tempFolder('suites');
  for (const file of [
    ...['two/x.e2e.ts', 'two/y.solo.e2e.ts', 'two2/x.e2e.ts', 'two/old/two/x.e2e.ts', 'two/helper.ts'],
    ...['e2e/a.e2e.ts', 'e2e/data.e2e.ts', 'deep/e2e/a.e2e.ts', 'e2e/odd [1].e2e.ts', 'e2e/odd 1.e2e.ts'],
    ...['e2e/.hidden/h.e2e.ts'],
    ...['e2e/node_modules/dep/d.e2e.ts', 'e2e/shop.test.ts', 'empty/readme.ts', 'left/only.e2e.ts'],
  ]) {
    mkdirSync(join(place.path, dirname(file)), { recursive: true });
    writeFileSync(join(place.path, file), file.includes('only') ? only : passing);
  }
  symlinkSync(join(root, 'node_modules'), join(place.path, 'node_modules'));
  symlinkSync('../e2e', join(place.path, 'two', 'linked'));
});
afterAll(() => place[Symbol.asyncDispose]());
beforeEach(() => {
  vi.spyOn(process, 'cwd').mockReturnValue(place.path);
});

/** The files that are run for these names. */
function own(...names: string[]): string[] {
  const { suites, solo } = suiteFiles(suiteFilters(names), ['suites', 'solo']);
  return [...suites, ...solo];
}

test('an area is its files, those that take long too, and no name is no filter', () => {
  const files = globSync('suites/faults/**/*.e2e.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(5);
  expect(own('faults').sort()).toEqual(files.sort());
  expect(suiteFilters([])).toEqual([]);
});

test('where nothing is named, suites that take long are left out', () => {
  const long = 'suites/**/*.long.solo.e2e.ts';
  const whole = suiteFiles(['suites'], ['suites', 'solo']);
  const { suites, solo } = suiteFiles(['suites'], ['suites', 'solo'], [long]);
  expect(whole.solo.some((file) => file.includes('.long.'))).toBe(true);
  expect(solo.length).toBeGreaterThan(3);
  expect([...suites, ...solo].filter((file) => file.includes('.long.'))).toEqual([]);
});

test.each([
  [['two2'], ['two2/x.e2e.ts']],
  [['e2e/a.e2e.ts'], ['e2e/a.e2e.ts']],
  [
    ['e2e/a.e2e.ts', 'two/y.solo.e2e.ts', './e2e/a.e2e.ts'],
    ['e2e/a.e2e.ts', 'two/y.solo.e2e.ts'],
  ],
  [
    ['e2e'],
    ['e2e/.hidden/h.e2e.ts', 'e2e/a.e2e.ts', 'e2e/data.e2e.ts', 'e2e/odd 1.e2e.ts', 'e2e/odd [1].e2e.ts'],
  ],
])('%j names these files and no other: %j', (names, files) => {
  expect(own(...names)).toEqual(files);
});

test('suites of the acceptance tests are named as files', () => {
  expect(own(join(root, 'acceptance', 'waiting'))).toEqual(['acceptance/waiting/waiting.e2e.ts']);
});

test('a folder is all that is below it, through links too', () => {
  expect(own('two')).toEqual([
    ...['.hidden/h', 'a', 'data', 'odd 1', 'odd [1]'].map((name) => `two/linked/${name}.e2e.ts`),
    ...['two/old/two/x.e2e.ts', 'two/x.e2e.ts', 'two/y.solo.e2e.ts'],
  ]);
});

test.each([
  ['csi/release-node-lost', 'suites/csi/release-node-lost.e2e.ts'],
  ['release-node-lost', 'suites/csi/release-node-lost.e2e.ts'],
  ['release-under-fault', 'suites/faults/release-under-fault.long.solo.e2e.ts'],
  ['suites/csi/release-node-lost.e2e.ts', 'suites/csi/release-node-lost.e2e.ts'],
])('the suite %s is found from any folder', (name, file) => {
  expect(suiteFilters([name])).toEqual([file]);
});

test('an unknown suite is answered with the suites like it', () => {
  const observed = expect.stringContaining('csi/release-node-lost');
  expect(() => suiteFilters(['csi/release'])).toThrow(expect.objectContaining({ observed }));
});

test.each([
  [['e2e/a.e2e.ts', 'e2e/shop.test.ts'], 'SUITE_EMPTY', 'e2e/shop.test.ts'],
  [['two', 'empty'], 'SUITE_EMPTY', 'empty'],
  [['missing.e2e.ts'], 'SUITE_UNKNOWN', 'missing.e2e.ts'],
  [['two', 'csi'], 'SUITES_MIXED', 'your suites'],
  [[join(root, 'harness', 'index.ts')], 'SUITE_EMPTY', 'index.ts'],
])('%j is refused before anything starts: %s', (names, code, message) => {
  const failure = { code, exitCode: 2, message: expect.stringContaining(message) };
  expect(() => suiteFilters(names)).toThrow(expect.objectContaining(failure));
});

test('more shards than files are refused before anything starts', () => {
  const names = ['two/x.e2e.ts', 'two/y.solo.e2e.ts'];
  const refusal = { code: 'FLAG_INVALID', exitCode: 2, message: expect.stringContaining('2 suite files') };
  for (const shard of ['1/3', '3/3'])
    expect(() => suiteFilters(names, { shard })).toThrow(expect.objectContaining(refusal));
  expect(suiteFilters(names, { shard: '2/2' })).toHaveLength(2);
  expect(suiteFilters([], { shard: '50/50' })).toEqual([]);
  expect(() => suiteFilters([], { shard: '1/5000' })).toThrow(/there are \d{2,3} suite files/);
});

test('a file outside of where the user stands is refused, since vitest finds nothing there', () => {
  vi.spyOn(process, 'cwd').mockReturnValue(join(place.path, 'empty'));
  expect(() => suiteFilters(['../two'])).toThrow(expect.objectContaining({ code: 'SUITE_EMPTY' }));
});

test('vitest runs the files that are named and no other, whatever their names have in common', async () => {
  const filters = suiteFilters(['two/x.e2e.ts', 'two/y.solo.e2e.ts', 'e2e/a.e2e.ts', 'e2e/odd [1].e2e.ts']);
  const { files, passed, failed } = await ran(filters);
  expect(files).toEqual(['e2e/a.e2e.ts', 'e2e/odd [1].e2e.ts', 'two/x.e2e.ts', 'two/y.solo.e2e.ts']);
  expect({ passed, failed }).toEqual({ passed: 4, failed: 0 });
}, 60_000);

test('a test that is left as the only one fails, because the others are passed over', async () => {
  expect((await ran(suiteFilters(['left']))).failed).toBeGreaterThan(0);
}, 60_000);

async function ran(filters: string[]) {
  const reportTo = join(place.path, 'output');
  const { signal } = new AbortController();
  const result = await runVitest({ projects: ['suites', 'solo'], filters, reportTo, signal });
  const files = result.files.map(({ file }) => file);
  return { ...result, files: files.sort() };
}
