import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { knownBugs, knownBugsPage, latentBugs } from '../../harness/regression/index.ts';
import { apiDocs } from './api-docs.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
await writeFile(join(docs, 'api.md'), apiDocs().text);
await writeFile(join(docs, 'known-bugs.md'), knownBugsPage(knownBugs, latentBugs));
