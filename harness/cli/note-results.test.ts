import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLedger } from '../evidence/index.ts';
import { noteResults } from './note-results.ts';

test('how tests ended by the word of vitest can be read back', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'results-'));
  const counts = { passed: 1, failed: 1, skipped: 0, known: 0 };
  const ended = (name: string, status: string, ...failures: string[]) => ({ name, status, ms: 5, failures });
  const tests = [ended('a', 'passed'), ended('b', 'failed', 'no')];
  const file = { file: 'suites/a.e2e.ts', tests };
  const broken = { file: 'suites/b.e2e.ts', tests: [], failure: 'cannot be loaded' };
  await noteResults(folder.path, {
    earlier: [{ ...counts, files: [file] }],
    repetitions: [{ number: 1, result: { ...counts, files: [file, broken] } }],
  });
  const entries = readLedger(join(folder.path, 'ledger.ndjson'));
  expect(entries.map(({ kind, test, status }) => [kind, test, status])).toEqual([
    ['test-result', 'suites/a.e2e.ts > b', 'failed'],
    ['test-result', 'suites/a.e2e.ts > a', 'passed'],
    ['test-result', 'suites/a.e2e.ts > b', 'failed'],
    ['test-result', 'suites/b.e2e.ts > the file itself', 'failed'],
  ]);
});
