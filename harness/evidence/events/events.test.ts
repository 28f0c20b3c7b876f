import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import './index.ts';
import { kind, kindNames } from './kind.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Where a text names a kind of line by its word instead of by its declaration. */
function bareKinds(text: string): string[] {
  const known = kindNames().join('|');
  const bare = new RegExp(
    [
      /\bappend\(\s*['"`]/.source,
      `\\bkind\\s*[!=]==\\s*['"\`](?:${known})['"\`]`,
      `\\bkind: ['"\`](?:${known})['"\`]`,
      `\\bcase ['"\`](?:${known})['"\`]:`,
    ].join('|'),
    'g',
  );
  return [...text.matchAll(bare)].map(([found]) => found);
}

test('writers and readers name kinds of lines by their declarations', () => {
  const files = globSync('{harness,suites,acceptance,fixtures}/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !/\/fake-[a-z]+\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(300);
  const wrong = files.flatMap((file) =>
    bareKinds(readFileSync(join(root, file), 'utf8')).map((found) => `${file}: ${found}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  "ledger.append('fault', {})",
  "ledger.append(\n  'own', {})",
  "entries.filter(({ kind }) => kind === 'chaos-round')",
  "entry.kind !== 'wait'",
  "{ ...data, kind: 'plan' }",
])('a bare kind is found: %s', (text) => {
  expect(bareKinds(text)).toHaveLength(1);
});

test('a kind is declared once', () => {
  expect(() => kind('fault', {})).toThrow('the kind of ledger line fault is declared twice');
});
