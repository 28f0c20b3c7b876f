import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import type { DriverProfile } from '../csi/index.ts';
import { events, Ledger, readLedger } from '../evidence/index.ts';
import { Needs } from './needs.ts';

/** What a test has noted, read back from its ledger. */
async function notedBy(work: (test: Needs) => void) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'needs-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const own = { cluster: {} as StartedNomadCluster, driver: {} as DriverProfile };
  work(new Needs('s-00000001', { ...own, ledger, label: 'a.e2e.ts', skip: () => undefined }));
  return readLedger(ledger.file);
}

test("a test's own note is one, whatever its name and fields are", async () => {
  const entries = await notedBy((own) => {
    for (const name of ['plan', 'run-interrupted', 'test-ended'])
      own.note(name, { kind: 'plan', scope: 'another', passed: true, steps: [] });
  });
  expect(entries.map(({ kind, scope, name }) => [kind, scope, name])).toEqual([
    ['note', 's-00000001', 'plan'],
    ['note', 's-00000001', 'run-interrupted'],
    ['note', 's-00000001', 'test-ended'],
  ]);
});

test('what a test has seen, and why it was skipped, can be read back', async () => {
  const spans = [{ allocation: 'a', node: 'n', first: 1, last: 2, records: 3 }];
  const entries = await notedBy((own) => {
    own.observed('CSI volume', 'drain', 'moved along');
    own.noteWriters({ volume: 'v', mode: 'single-node-writer', spans });
    own.needs(false, 'needs 1.10');
  });
  const scope = 's-00000001';
  expect(events.storageObserved.of(entries)).toMatchObject([{ scope, value: 'moved along' }]);
  expect(events.writerSpans.of(entries)).toMatchObject([{ scope, volume: 'v', spans }]);
  expect(events.testSkipped.of(entries)).toMatchObject([{ scope, reason: 'needs 1.10' }]);
});
