import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const word = '[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+';

test('every code of an error is explained in docs/troubleshooting.md, and nothing else is', () => {
  const explained = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
  const rows = explained.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) =>
    [
      ...row
        .split('|', 2)
        .join('')
        .matchAll(/`([^`]+)`/g),
    ].map(([, code]) => code),
  );
  const sources = globSync('harness/**/*.{ts,js}', { cwd: root })
    .filter((file) => !/\.test\.ts$|\/fake-[^/]*$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const thrown = sources.matchAll(new RegExp(`(?:Error|super)\\(\\s*'(${word})'`, 'g'));
  const codes = new Set(Array.from(thrown, ([, code]) => code));

  expect(codes.size).toBeGreaterThan(80);
  expect([...codes].filter((code) => !told.includes(code))).toEqual([]);
  expect(told.filter((code) => !new RegExp(`\\b${code}\\b`).test(sources))).toEqual([]);
  expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
});
