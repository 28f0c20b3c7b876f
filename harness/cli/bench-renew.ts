import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchResult, growthPlot, renewed, withBenchTable } from '../bench/index.ts';
import { readJsonFile } from '../json-file.ts';

const root = join(import.meta.dirname, '..', '..');
const kept = join(root, 'docs', 'bench.json');
const picture = join(root, 'docs', 'bench.svg');
const page = join(root, 'docs', 'benchmarks.md');

const keptFile = { parse: (value: unknown) => value as BenchResult, next: `git checkout ${kept}` };

/** Puts results in the place of older ones of the same names in docs/bench.json; makes docs/benchmarks.md's table and picture from it. */
export async function renewBench(newer: BenchResult): Promise<void> {
  const older = existsSync(kept) ? readJsonFile(kept, keptFile) : { measurements: [] };
  const result = renewed(older, newer);
  await writeFile(kept, `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(picture, growthPlot(result));
  await writeFile(page, withBenchTable(await readFile(page, 'utf8'), result));
}
