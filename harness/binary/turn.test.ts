import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from './test-help.ts';
import { takeTurn } from './turn.ts';

const { signal } = new AbortController();
const quiet = { what: 'Nomad 1.0.0', onProgress: () => undefined, signal };

test('a second process waits for the lock of the first', async () => {
  await using root = await testFolder();
  const entry = join(root.path, 'binaries', '1.0.0');
  const lines: string[] = [];
  const first = await takeTurn(entry, quiet);
  let waits = true;
  const { promise: said, resolve } = Promise.withResolvers<void>();
  const onProgress = (line: string) => {
    lines.push(line);
    resolve();
  };
  const second = takeTurn(entry, { ...quiet, onProgress }).finally(() => {
    waits = false;
  });
  await said;
  expect(waits).toBe(true);
  expect(existsSync(first.work)).toBe(true);
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  expect(lines[0]).toBe('waiting for another nomad-e2e that is fetching Nomad 1.0.0');
  expect(await readdir(join(root.path, 'binaries'))).toEqual([]);
});

test('two versions do not wait for each other', async () => {
  await using root = await testFolder();
  await using _one = await takeTurn(join(root.path, '1.0.0'), quiet);
  await using _two = await takeTurn(join(root.path, '1.0.1'), quiet);
  expect((await readdir(root.path)).length).toBe(4);
});

test('only locks and work folders of killed runs are removed', async () => {
  await using root = await testFolder();
  const entry = join(root.path, '1.0.0');
  const [left, others] = [`${entry}.work-abc123`, join(root.path, '1.0.0-beta.1.work-abc123')];
  await using running = await takeTurn(join(root.path, '1.0.1'), quiet);
  const dead = join(root.path, '0.9.0.lock');
  for (const folder of [`${entry}.lock`, left, others, dead]) await mkdir(folder);
  await writeFile(join(left, 'nomad_1.0.0.zip'), 'half');
  const before = new Date(Date.now() - 11_000);
  for (const lock of [`${entry}.lock`, dead]) await utimes(lock, before, before);
  await using _turn = await takeTurn(entry, quiet);
  expect([left, others, dead, running.work].map((path) => existsSync(path))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('an abort ends the wait', async () => {
  await using root = await testFolder();
  await using _first = await takeTurn(join(root.path, '1.0.0'), quiet);
  const abort = new AbortController();
  const onProgress = () => abort.abort(new Error('enough'));
  const second = takeTurn(join(root.path, '1.0.0'), { ...quiet, onProgress, signal: abort.signal });
  await expect(second).rejects.toThrow('enough');
});

test('the loss of the lock aborts the work', async () => {
  await using root = await testFolder();
  const turn = await takeTurn(join(root.path, '1.0.0'), quiet);
  const { promise, resolve } = Promise.withResolvers<void>();
  turn.signal.addEventListener('abort', () => resolve());
  await rm(join(root.path, '1.0.0.lock'), { recursive: true });
  await promise;
  expect(turn.signal.reason).toMatchObject({ code: 'LOCK_LOST', exitCode: 3 });
  await turn[Symbol.asyncDispose]();
  expect(await readdir(root.path)).toEqual([]);
});
