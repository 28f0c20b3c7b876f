import { expect, test, vi } from 'vitest';
import { explain } from '../errors.ts';
import { events, RunFolder } from '../evidence/index.ts';
import { tempFolder } from '../temp-folder.ts';
import { createProgress } from './progress.ts';
import { reported } from './reported.ts';

const context = () => ({
  progress: createProgress({ write: () => undefined }),
  signal: new AbortController().signal,
});
const failure = new Error('engine gone');

test('a run that is over is told with its folder', async () => {
  await using folder = await tempFolder('reported');
  const run: { folder?: RunFolder } = {};
  const work = async (over: () => void) => {
    run.folder = new RunFolder(folder.path);
    over();
  };
  expect(await reported(run, { work, report: async (own) => own.folder.path }, context())).toBe(folder.path);
});

test('what was seen until the work failed is reported in its folder', async () => {
  await using folder = await tempFolder('reported');
  const run = { folder: new RunFolder(folder.path) };
  const report = () => Promise.reject(new Error('nothing to report'));
  await expect(reported(run, { work: () => Promise.reject(failure), report }, context())).rejects.toBe(
    failure,
  );
  expect(events.runInterrupted.of(run.folder.entries())).toMatchObject([{ reason: 'engine gone' }]);
});

test('the outcome of a run that is over is reported although its clean-up failed, which is reported then', async () => {
  const run = { folder: new RunFolder('nowhere') };
  const work = async (over: () => void) => {
    over();
    throw failure;
  };
  const report = vi.fn(async () => 0);
  await expect(reported(run, { work, report }, context())).rejects.toBe(failure);
  expect(report).toHaveBeenCalledOnce();
  const noDisk = () => Promise.reject(new Error('no disk'));
  const end = await reported(run, { work, report: noDisk }, context()).catch((error: unknown) => error);
  expect(explain(end)).toBe('engine gone\nThe clean-up failed, too:\n- no disk');
});

test('after an abort nothing is reported here', async () => {
  await using folder = await tempFolder('reported');
  const run = { folder: new RunFolder(folder.path) };
  const aborted = { ...context(), signal: AbortSignal.abort(failure) };
  const report = () => Promise.reject(new Error('nothing to report'));
  await expect(reported(run, { work: () => Promise.reject(failure), report }, aborted)).rejects.toBe(failure);
  expect(run.folder.hasLedger).toBe(false);
});

test('a run that fails before it has a folder reports nothing', async () => {
  const run: { folder?: RunFolder } = {};
  const report = async () => 0;
  await expect(reported(run, { work: () => Promise.reject(failure), report }, context())).rejects.toBe(
    failure,
  );
});
