import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';

/** A temporary folder of one test. */
export async function testFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'nomad-e2e-binary-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The failure that is expected of a promise. */
export async function failureOf(promise: Promise<unknown>): Promise<HarnessError> {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome.status === 'rejected' && outcome.reason instanceof HarnessError) return outcome.reason;
  throw new Error('no failure of the harness came', { cause: outcome });
}
