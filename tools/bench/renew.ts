import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonFile } from '../../harness/json-file.ts';
import { writeClean } from '../../harness/secrets/index.ts';
import { type BenchResult, renewed } from './result.ts';
import { withBenchTable } from './table.ts';

const root = join(import.meta.dirname, '..', '..');
const kept = join(root, 'runs', 'bench.json');
const page = join(root, 'docs', 'benchmarks.md');

const keptFile = { parse: (value: unknown) => value as BenchResult, next: `remove ${kept}` };

/** Puts results in the place of older ones of the same names in runs/bench.json; makes docs/benchmarks.md's table from it. */
export async function renewBench(newer: BenchResult): Promise<void> {
  const older = existsSync(kept) ? readJsonFile(kept, keptFile) : { measurements: [] };
  const result = renewed(older, newer);
  await writeClean(kept, result);
  await writeFile(page, withBenchTable(await readFile(page, 'utf8'), result));
}
