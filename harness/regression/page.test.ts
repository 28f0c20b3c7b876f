import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { KnownBug } from './bug.ts';
import { latentBugs } from './latent.ts';
import { knownBugsPage } from './page.ts';
import { knownBugs } from './table.ts';

test('docs/known-bugs.md is what the table says; `npm run docs` writes it', () => {
  const page = join(import.meta.dirname, '..', '..', 'docs', 'known-bugs.md');
  expect(readFileSync(page, 'utf8')).toBe(knownBugsPage(knownBugs, latentBugs));
});

const bug: KnownBug = { id: 'X1', what: 'a|b', bad: '1.9.4', evidence: /x/, suite: 's.e2e.ts' };

test.each<[Partial<KnownBug>, string[]]>([
  [{}, ['X1', 'none known', 'a\\|b', 'at least 1.9.4', 'open', '`s.e2e.ts`']],
  [
    { since: '1.9.0', firstGood: '1.10.4' },
    ['X1', 'none known', 'a\\|b', 'from 1.9.0', '1.10.4', '`s.e2e.ts`'],
  ],
  [{ always: false }, ['X1', 'none known', 'a\\|b', 'at least 1.9.4, in some runs', 'open', '`s.e2e.ts`']],
])('a row of %j', (more, cells) => {
  const line = knownBugsPage([{ ...bug, ...more }], [])
    .split('\n')
    .find((each) => each.startsWith('| X1'));
  expect(line?.slice(2, -2).split(/ +(?<!\\)\| +/)).toEqual(cells);
});
