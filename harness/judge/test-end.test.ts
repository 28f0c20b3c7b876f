import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkedAtTestEnd } from './test-end.ts';

test('docs/writing-a-suite.md lists what the end of each test checks', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'writing-a-suite.md'), 'utf8');
  const [, section = ''] = /^## What each test's end checks\n(.*?)^## /ms.exec(page) ?? [];
  const listed = Array.from(section.matchAll(/^- (.+?)(?: \(`.*)?$/gm), ([, line]) => line);
  expect(listed).toEqual(checkedAtTestEnd);
});
