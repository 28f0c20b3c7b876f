import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliPage } from './docs.ts';
import { createProgram } from './program.ts';

const program = createProgram({ signal: new AbortController().signal, done: () => undefined });
await writeFile(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), cliPage(program));
