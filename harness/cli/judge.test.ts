import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { events, Ledger } from '../evidence/index.ts';
import { tempFolder } from '../temp-folder.ts';
import { judgeRun } from './judge.ts';

afterEach(() => void vi.restoreAllMocks());

test('a saved run names the tests that showed a known bug, and is not failed by them', async () => {
  await using folder = await tempFolder('judge');
  {
    using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
    const known = { id: 'X1', issue: 7, what: 'it breaks', firstGood: '1.2.4', reason: 'expected 1 to be 2' };
    ledger.append(events.testEnded, { test: 'suites/a.e2e.ts > it', scope: 'a', passed: true, known });
    ledger.append(events.testEnded, { test: 'suites/b.e2e.ts > it', scope: 'b', passed: true });
  }
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  expect(judgeRun(folder.path)).toBe(0);
  expect(said.join('')).toBe(
    'known: suites/a.e2e.ts > it: X1 (nomad#7, fixed in 1.2.4)\n2 tests, 1 known, 0 failed, 0 rules broken\n',
  );
});
