import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const pages = globSync('{README,CONTRIBUTING,docs/*}.md', { cwd: root });

/** Anchors as GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page to files and headings that are not there. */
function deadLinks(page: string, text: string): string[] {
  const links = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
  });
}

test.each(pages)('each link of %s leads to a file and a heading that are there', (page) => {
  expect(deadLinks(page, readFileSync(join(root, page), 'utf8'))).toEqual([]);
});

test('a link to what is not there is found', () => {
  const text =
    '[a](docs/ci.md) [b](docs/none.md) [c](docs/ci.md#none) [d](docs/ci.md#every-night) [e](https://x)';
  expect(deadLinks('README.md', text)).toEqual(['docs/none.md', 'docs/ci.md#none']);
});

test('a suite that a page shows is the suite itself', () => {
  const shown = pages.flatMap((page) => [
    ...readFileSync(join(root, page), 'utf8').matchAll(/^```ts file="(suites\/[^"]+)"\n(.*?)^```$/gms),
  ]);
  expect(shown.length).toBeGreaterThan(0);
  for (const [, file = '', text] of shown) expect(text, file).toBe(readFileSync(join(root, file), 'utf8'));
});

test('README is read at one sitting', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n').length;
  expect(lines).toBeLessThanOrEqual(150);
});
