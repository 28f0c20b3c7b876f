import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { events, Ledger } from '../evidence/index.ts';
import { tempFolder } from '../temp-folder.ts';
import { judgeRun } from './judge.ts';

afterEach(() => void vi.restoreAllMocks());

test('tests that showed a known bug do not fail a saved run', async () => {
  await using folder = await tempFolder('judge');
  {
    using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
    const known = { id: 'X1', issue: 7, what: 'it breaks', firstGood: '1.2.4', reason: 'expected 1 to be 2' };
    const [session, file] = ['s1', 'suites/a.e2e.ts'];
    const tests = ['one', 'two'].map((name) => `${file} > ${name}`);
    ledger.append(events.suitesDue, { repetitions: 1, filters: [] });
    ledger.append(events.filesDue, { session, files: [file] });
    ledger.append(events.testsDue, { session, file, tests });
    for (const [at, test] of tests.entries()) {
      ledger.append(events.testStarted, { session, test, scope: `a-${at}` });
      ledger.append(events.testEnded, { test, scope: `a-${at}`, passed: true, ...(at === 0 && { known }) });
      ledger.append(events.testResult, { session, test, status: 'passed' });
    }
    ledger.append(events.sessionEnded, { session, reason: 'passed', errors: [] });
    ledger.append(events.runEnded, { phases: [] });
  }
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  expect(judgeRun(folder.path)).toBe(0);
  expect(said.join('')).toBe(
    'known: suites/a.e2e.ts > one: X1 (nomad#7, fixed in 1.2.4)\n2 tests: 1 known, 1 passed\npassed\n',
  );
});
