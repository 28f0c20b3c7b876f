import { mkdtempDisposable } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { events, RunFolder } from '../../evidence/index.ts';
import { replaced } from '../../replaced-builtin.ts';
import { ledgerOf, uptime, wallBase, wallNs } from '../fake-ledger.ts';
import { clockOf } from './clock.ts';

test('a run begins with its first phase', () => {
  const entries = ledgerOf([
    [300, 'phase', { name: 'network', ms: 200 }],
    [400, 'phase', { name: 'servers', ms: 300 }],
    [900, 'wait', { ms: 850 }],
  ]);
  const clock = clockOf(entries);
  expect(clock).toMatchObject({ began: wallBase + 100, ended: 800 });
  expect(clock.ofMono(entries[0]?.mono ?? 0)).toBe(200);
});

test('times of Nomad, ledger and writers share one clock', () => {
  const entries = ledgerOf([
    [0, 'run'],
    [1000, 'clock', { uptime: uptime(1000) + 50 }],
    [2000, 'run-ended'],
  ]);
  const clock = clockOf(entries);
  expect(clock.ofMono(entries[2]?.mono ?? 0)).toBe(2000);
  expect(clock.ofWall(wallNs(2000))).toBe(2000);
  expect(clock.ofUptime(uptime(2000) + 50)).toBe(2000);
});

test('a record of now is now in the report of a machine that had slept for 5 h', async () => {
  // The uptime counts what the machine has slept, its monotonic clock does not.
  const nowOnUptime = () => Number(process.hrtime.bigint()) / 1e9 + 5 * 3600;
  using _slept = replaced(os, 'uptime', nowOnUptime);
  await using folder = await mkdtempDisposable(join(tmpdir(), 'clock-'));
  const run = new RunFolder(folder.path);
  using ledger = await run.openLedger();
  ledger.append(events.stopUndone, { job: 'any' });
  const clock = clockOf(run.entries());
  expect(Math.abs(clock.ofUptime(nowOnUptime()) - clock.ended)).toBeLessThan(1000);
});

test('a record is placed by the last reading before it, so that a sleep between two runs moves none', () => {
  const hour = 3600;
  const clock = clockOf(
    ledgerOf([
      [0, 'clock', { uptime: uptime(0) }],
      [2000, 'clock', { uptime: uptime(2000) + hour }],
    ]),
  );
  expect(clock.ofUptime(uptime(1000))).toBe(1000);
  expect(clock.ofUptime(uptime(3000) + hour)).toBe(3000);
});
