import { expect, test } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

test.each([
  [undefined, '/home/ann/.cache/nomad-e2e'],
  ['', '/home/ann/.cache/nomad-e2e'],
  ['caches', '/home/ann/.cache/nomad-e2e'],
  ['/c', '/c/nomad-e2e'],
])('XDG_CACHE_HOME=%j leads to %s', (named, folder) => {
  expect(cacheFolder({ XDG_CACHE_HOME: named }, '/home/ann')).toBe(folder);
});
