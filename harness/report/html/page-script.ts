import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bundled when the npm package was packed. */
const packed = join(import.meta.dirname, 'page.script');

/** The browser's part of the page as one script. It holds no `</script`, which the page could not hold. */
export async function pageScript(): Promise<string> {
  return existsSync(packed) ? readFileSync(packed, 'utf8') : await bundlePage();
}

/** The same, made from its sources. In a checkout only: the npm package has no bundler. */
export async function bundlePage(): Promise<string> {
  const { rolldown } = await import('rolldown');
  await using bundle = await rolldown({
    input: join(import.meta.dirname, '..', 'browser', 'main.ts'),
    platform: 'browser',
    // The browser's folder has a configuration of its own, which extends one that is elsewhere.
    tsconfig: false,
    logLevel: 'warn',
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  return output[0].code.replaceAll('</script', '<\\/script').trim();
}
