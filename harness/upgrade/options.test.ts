import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BehaviourError, EnvironmentError } from '../errors.ts';
import { Ledger, readLedger } from '../evidence/index.ts';
import { noted, type RehearsalOptions, unlessBroken } from './options.ts';

let folder: string;
let ledger: Ledger;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

const { signal } = new AbortController();
const cluster = { servers: [] };
const options = () =>
  ({ cluster, ledger, signal, onProgress: () => undefined }) as unknown as RehearsalOptions;
const noteds = () => readLedger(ledger.file).map(({ kind, step, error }) => [kind, step, error]);
const fails = (error: Error) => () => Promise.reject(error);
const gone = new EnvironmentError('ENGINE_UNREACHABLE', 'no engine');

test('a step that fails is noted, and the rehearsal goes on', async () => {
  expect(await noted(options(), '1/1', fails(new BehaviourError('STUCK', 'x')))).toBe(false);
  expect(await noted(options(), '1/1', async () => undefined)).toBe(true);
  expect(noteds()).toEqual([['step-failed', '1/1', 'STUCK: x']]);
});

test('a machine that fails in a step ends the rehearsal, and speaks not against Nomad', async () => {
  await unlessBroken(options(), async () => void (await noted(options(), '1/1', fails(gone))));
  expect(noteds()).toEqual([['rehearsal-broken', undefined, 'ENGINE_UNREACHABLE: no engine']]);
});

test("a failure of Nomad's outside of the steps is one of its", async () => {
  await unlessBroken(options(), fails(new BehaviourError('WAIT_TIMEOUT', 'x')));
  expect(noteds()).toEqual([['step-failed', 'between the steps', 'WAIT_TIMEOUT: x']]);
});

test('what aborts is no finding', async () => {
  const aborted = { ...options(), signal: AbortSignal.abort('enough') };
  await expect(unlessBroken(aborted, fails(gone))).rejects.toBe('enough');
  expect(noteds()).toEqual([]);
});
