import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliPage, examples } from './docs.ts';
import { createProgram } from './program.ts';

const program = createProgram({ signal: new AbortController().signal, done: () => undefined });

test('docs/cli.md is what the program says; `npm run docs` writes it', () => {
  const page = join(import.meta.dirname, '..', '..', 'docs', 'cli.md');
  expect(readFileSync(page, 'utf8')).toBe(cliPage(program));
});

test.each(Object.entries(examples))('the examples of %s use flags that it has', (name, lines) => {
  const command = program.commands.find((each) => each.name() === name);
  const known = command?.options.map(({ long }) => long);
  for (const [args] of lines)
    for (const [flag] of args.matchAll(/--[a-z]\S*/g)) expect(known).toContain(flag);
});

test('former names of flags are on no page', () => {
  expect(cliPage(program)).not.toMatch(/--(anyway|plant)/);
});
