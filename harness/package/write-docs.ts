import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiDocs } from './api-docs.ts';

await writeFile(join(import.meta.dirname, '..', '..', 'docs', 'api.md'), apiDocs().text);
