import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../../harness/json-file.ts';
import { writeClean } from '../../harness/secrets/index.ts';
import { type BenchResult, renewed } from './result.ts';
import { withBenchTable } from './table.ts';

const root = join(import.meta.dirname, '..', '..');
const kept = join(root, 'runs', 'bench.json');
const page = join(root, 'docs', 'benchmarks.md');

/** As much of it as the page's table is made of, besides what each figure is. */
const keptSchema = z.looseObject({
  measurements: z.array(
    z.looseObject({
      ...{ name: z.string(), what: z.string(), at: z.string(), figures: z.array(z.looseObject({})) },
      ...{ machine: z.looseObject({}), before: z.looseObject({}), after: z.looseObject({}) },
    }),
  ),
});
const keptFile = {
  parse: (value: unknown) => keptSchema.parse(value) as unknown as BenchResult,
  next: `remove ${kept}`,
};

/** Puts results in the place of older ones of the same names in runs/bench.json; makes docs/benchmarks.md's table from it. */
export async function renewBench(newer: BenchResult): Promise<void> {
  const older = existsSync(kept) ? readJsonFile(kept, keptFile) : { measurements: [] };
  const result = renewed(older, newer);
  await writeClean(kept, result);
  await writeFile(page, withBenchTable(await readFile(page, 'utf8'), result));
}
