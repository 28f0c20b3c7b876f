import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Ledger, readLedger } from '../../evidence/index.ts';
import { runProbes } from './sampling.ts';

let folder: string;
let ledger: Ledger;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'probes-'));
  ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

const probe = (run: () => Promise<void>) => ({ probe: 'submit', during: 'upgrade', run }) as const;
const lines = () =>
  readLedger(ledger.file).map(({ kind, error }) => (error === undefined ? kind : [kind, error]));

test('a probe has a line for its begin, and one for its end before it is stopped', async () => {
  const stop = new AbortController();
  let atStop: unknown[] = [];
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => {
      atStop = lines();
      resolve();
    });
  });
  await runProbes([probe(() => stopped)], ledger)(stop);
  expect(atStop).toEqual(['probe-begin', 'probe-end']);
  expect(lines()).toEqual(atStop);
});

test('a probe that dies says so at once, and ends no program', async () => {
  const stop = new AbortController();
  const end = runProbes([probe(() => Promise.reject(new Error('no descriptor')))], ledger);
  await new Promise((resolve) => setImmediate(resolve));
  expect(lines()).toEqual(['probe-begin', ['probe-end', 'no descriptor']]);
  await end(stop);
  expect(lines()).toHaveLength(2);
});

test('what cannot be written at the end is told, and the probes are stopped all the same', async () => {
  const stop = new AbortController();
  const end = runProbes(
    [probe(() => new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve())))],
    ledger,
  );
  ledger.close();
  await expect(end(stop)).rejects.toThrow('is closed');
  expect(stop.signal.aborted).toBe(true);
});
