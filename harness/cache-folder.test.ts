import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

test.each([
  ['/c', '/c/nomad-e2e'],
  ['', '/home/ann/.cache/nomad-e2e'],
  ['cache', '/home/ann/.cache/nomad-e2e'],
  ['./.cache', '/home/ann/.cache/nomad-e2e'],
  [undefined, '/home/ann/.cache/nomad-e2e'],
])('with XDG_CACHE_HOME=%s the cache is %s', (given, folder) => {
  expect(cacheFolder({ XDG_CACHE_HOME: given }, '/home/ann')).toBe(folder);
});

test('nobody else reads XDG_CACHE_HOME', () => {
  const root = join(import.meta.dirname, '..');
  const readers = globSync('{harness,fixtures,tools}/**/*.ts', { cwd: root }).filter(
    (file) =>
      !file.endsWith('.test.ts') && /env\.XDG_CACHE_HOME/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(readers).toEqual([]);
});
