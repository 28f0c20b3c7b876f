import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { events, Ledger } from '../evidence/index.ts';
import type { Repetition } from './rates.ts';
import type { Counts, SuiteFile } from './vitest.ts';

/** What ran before the cluster was up: its counts, and where they are known its files. */
export type Earlier = Counts & { files?: readonly SuiteFile[] };

/**
 * Notes in the ledgers of a run how each test ended by vitest's word (kind `test-result`), for those that have not written
 * there themselves. Of tests without a cluster only red ones are worth a line.
 */
export async function noteResults(
  runDir: string,
  { earlier, repetitions }: { earlier: readonly Earlier[]; repetitions: readonly Repetition[] },
): Promise<void> {
  const red = earlier.flatMap(({ files = [] }) =>
    files.map((file) => ({ ...file, tests: file.tests.filter(({ status }) => status === 'failed') })),
  );
  await note(runDir, red);
  for (const { number, result } of repetitions) {
    const own = join(runDir, 'repetitions', String(number));
    await note(existsSync(own) ? own : runDir, result.files);
  }
}

async function note(folder: string, files: readonly SuiteFile[]): Promise<void> {
  using ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  for (const { file, tests, failure } of files) {
    for (const { name, status, ms, failures } of tests) {
      const told = failures.map((message) => ({ message }));
      ledger.append(events.testResult, { test: `${file} > ${name}`, status, ms, failures: told });
    }
    if (failure === undefined) continue;
    const test = `${file} > the file itself`;
    ledger.append(events.testResult, { test, status: 'failed', failures: [{ message: failure }] });
  }
}
