import { expect, test } from 'vitest';
import { busySeconds, keepBusy } from './busy.ts';

test('the time of a process is its own user and system time', () => {
  const stat = '4711 (a (b) c) R 1 4711 4711 0 -1 4194304 500 0 0 0 1234 66 7 8 20 0 1 0 9 10 11';
  expect(busySeconds(stat)).toBe(13);
});

test('a core is kept busy until it is let go, and then no process is left', async () => {
  const core = await keepBusy();
  const begin = performance.now();
  while ((await core.cpuSeconds()) < 0.3) {
    expect(performance.now() - begin, 'milliseconds for 0.3 s of a core').toBeLessThan(15_000);
  }
  await core[Symbol.asyncDispose]();
  await expect(core.cpuSeconds()).rejects.toThrow('the process that loads one CPU core has ended');
});
