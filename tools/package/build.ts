import { cp, glob, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { execa } from 'execa';
import { bundleDriver } from '../../fixtures/csi-hostpath/context.ts';
import { bundlePage } from '../../harness/report/index.ts';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');

/**
 * Fills `dist/` with what the npm package holds: the harness and the driver compiled, since Node runs no TypeScript below
 * node_modules, and the jobs, Dockerfiles and suites beside them as they are. vitest compiles the suites itself.
 */
async function build(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await execa('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, preferLocal: true, stdio: 'inherit' });
  await cp(join(root, 'jobs'), join(dist, 'jobs'), { recursive: true });
  for (const folder of ['fixtures', 'harness']) {
    await cp(join(root, folder), join(dist, folder), { recursive: true, filter: isAsset });
  }
  const unitless = (path: string) => !path.endsWith('.test.ts');
  await cp(join(root, 'suites'), join(dist, 'suites'), { recursive: true, filter: unitless });
  await bundleDriver(join(dist, 'fixtures', 'csi-hostpath', 'driver.mjs'));
  await writeFile(join(dist, 'harness', 'report', 'html', 'page.script'), await bundlePage());
  await pointAtCompiled();
}

/** What the browser runs is in the package as the one script that the page holds. */
const bundled = ['browser', 'timeline'].map((name) => join('report', name));

/** What no program that is compiled reads. */
const isAsset = (path: string) =>
  !bundled.some((folder) => path.includes(folder)) &&
  (extname(path) === '' || !['.ts', '.js'].includes(extname(path)));

/** The suites' one import of the harness leads to its compiled files. */
async function pointAtCompiled(): Promise<void> {
  for await (const file of glob('suites/**/*.ts', { cwd: dist })) {
    const text = await readFile(join(dist, file), 'utf8');
    await writeFile(join(dist, file), text.replaceAll("harness/index.ts'", "harness/index.js'"));
  }
}

await build();
