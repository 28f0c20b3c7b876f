import { expect, test } from 'vitest';
import { nameInNode } from './node-name.ts';

test.each([
  ['redis:7', 'redis:7'],
  ['https://host:5000/redis:7', 'host:5000/redis:7'],
  ['redis', expect.stringMatching(/^redis:rehearsal-[0-9a-f]{12}$/)],
  ['redis:latest', expect.stringMatching(/^redis:rehearsal-/)],
  ['host:5000/redis', expect.stringMatching(/^host:5000\/redis:rehearsal-/)],
  ['redis:7@sha256:abc', expect.stringMatching(/^redis:rehearsal-/)],
])('%s is %s in a node', (reference, name) => {
  expect(nameInNode(reference, 'sha256:1')).toEqual(name);
});
