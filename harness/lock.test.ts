import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const what = 'a test';

test('one holds it at a time, and the next has it once it is released', async () => {
  const path = join(folder, 'x');
  const first = await takeLock(path, { what });
  const held: number[] = [];
  const second = takeLock(path, { what, onHeld: () => held.push(1) });
  await expect.poll(() => held.length).toBeGreaterThan(0);
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  expect(first.lost.aborted).toBe(false);
});

test('a wait for it ends with the reason of the signal', async () => {
  const path = join(folder, 'x');
  await using _held = await takeLock(path, { what });
  const stop = new AbortController();
  const onHeld = () => stop.abort(new Error('interrupted'));
  await expect(takeLock(path, { what, signal: stop.signal, onHeld })).rejects.toThrow('interrupted');
});

test('a lost lock aborts a signal, and its release is no error', async () => {
  const path = join(folder, 'x');
  const held = await takeLock(path, { what });
  await rm(`${path}.lock`, { recursive: true });
  await new Promise((resolve) => held.lost.addEventListener('abort', resolve));
  expect(held.lost.reason).toMatchObject({
    code: 'LOCK_LOST',
    exitCode: 3,
    message: 'the lock for a test was lost',
  });
  await held[Symbol.asyncDispose]();
});

test('to release it twice is no error', async () => {
  const held = await takeLock(join(folder, 'x'), { what });
  await held[Symbol.asyncDispose]();
  await held[Symbol.asyncDispose]();
});
