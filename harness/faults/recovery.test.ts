import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Ledger, readLedger } from '../evidence/index.ts';
import { measureRecovery } from './recovery.ts';

test('a recovery is measured, and one that takes longer than its bound is an error', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'recovery-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const path = 'driver hangs at probe';
  expect(await measureRecovery({ ledger, path, boundMs: 60_000 }, async () => 'well')).toBe('well');
  const late = measureRecovery({ ledger, path, boundMs: 5 }, () => delay(20));
  await expect(late).rejects.toMatchObject({ code: 'RECOVERY_LATE' });
  expect(readLedger(ledger.file).map(({ kind, boundMs }) => [kind, boundMs])).toEqual([
    ['fault-recovered', 60_000],
    ['fault-recovered', 5],
  ]);
});
