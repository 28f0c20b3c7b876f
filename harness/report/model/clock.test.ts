import { expect, test } from 'vitest';
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
