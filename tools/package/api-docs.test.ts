import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiDocs } from './api-docs.ts';

const { text, undocumented } = apiDocs();

test('every exported function, class and method says what it does', () => {
  expect(undocumented).toEqual([]);
});

test('docs/api.md is what the sources say; `npm run docs` writes it', () => {
  const page = join(import.meta.dirname, '..', '..', 'docs', 'api.md');
  expect(readFileSync(page, 'utf8')).toBe(text);
});

test('an entry has the signature, what it returns, what it throws, and its source', () => {
  const [, entry = ''] = /^### readVolumeSpec\n(.*?)^###/ms.exec(text) ?? [];
  expect(entry).toContain(
    'readVolumeSpec: (file: string, vars?: Record<string, string>) => Promise<CsiVolumeSpec>',
  );
  expect(entry).toMatch(/Throws UsageError VOLUME_SPEC_/);
  expect(entry).toContain('[harness/csi/spec/volume-spec.ts](../harness/csi/spec/volume-spec.ts)');
});
