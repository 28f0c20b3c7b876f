import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BehaviourError, EnvironmentError, UsageError } from '../errors.ts';
import { failed } from './failed.ts';

const sweep = () =>
  new EnvironmentError('ENGINE_SWEEP', '2 leftovers could not be removed', {
    observed: 'container nomad-e2e-x-client-1: device busy',
  });
const unplaced = () => new UsageError('OWN_JOB_UNPLACED', 'job shop cannot be placed', { next: 'change it' });

/** What a command throws whose work and whose clean-ups, the last first, fail with these. */
async function thrown(work: unknown, ...cleanUps: unknown[]): Promise<unknown> {
  const command = async () => {
    await using stack = new AsyncDisposableStack();
    for (const error of cleanUps) {
      stack.defer(() => {
        throw error;
      });
    }
    throw work;
  };
  return await command().catch((error: unknown) => error);
}

test('a failure is printed as code, message and next step', () => {
  expect(failed(unplaced())).toEqual({
    exitCode: 2,
    text: 'OWN_JOB_UNPLACED: job shop cannot be placed\nnext: change it',
  });
});

test('a failed clean-up is reported after the failure before it, whose exit code counts', async () => {
  const { exitCode, text } = failed(await thrown(unplaced(), sweep(), new Error('the ledger is closed')));
  expect(exitCode).toBe(2);
  expect(text).toBe(
    [
      'OWN_JOB_UNPLACED: job shop cannot be placed',
      'next: change it',
      'The clean-up failed, too:',
      '- UNEXPECTED: nomad-e2e did not expect this: the ledger is closed',
      text.split('\n')[4],
      '- ENGINE_SWEEP: 2 leftovers could not be removed',
      'last observed: container nomad-e2e-x-client-1: device busy',
    ].join('\n'),
  );
});

test('an error that the work and its clean-up share is reported once', async () => {
  const late = new BehaviourError('WAIT_TIMEOUT', 'no plugin');
  expect(failed(await thrown(late, late)).text).toBe('WAIT_TIMEOUT: no plugin');
});

test('after an interrupt only the failures besides the abort are reported', async () => {
  const interrupt = new Error('interrupted by SIGINT');
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    ...{ code: 'ENOSPC', syscall: 'write' },
  });
  const { exitCode, text } = failed(await thrown(interrupt, full, sweep()), interrupt);
  expect(exitCode).toBe(130);
  expect(text).toMatch(
    /^interrupted by SIGINT\nENGINE_SWEEP: .*\nlast observed: .*\nSYSTEM_ERROR: cannot write: no space left on device \(ENOSPC\)\nnext: free disk space/,
  );
  const aborted = await delay(1000, undefined, { signal: AbortSignal.abort(interrupt) }).catch((e) => e);
  for (const abort of [interrupt, aborted, new Error('given up', { cause: interrupt })])
    expect(failed(abort, interrupt)).toEqual({ exitCode: 130, text: 'interrupted by SIGINT' });
});

test('a system error is exit code 3 with its path', async () => {
  const error = await readFile('/proc/1/mem/x').catch((reason: unknown) => reason);
  const { exitCode, text } = failed(error, undefined, {});
  expect({ exitCode, text }).toEqual({
    exitCode: 3,
    text: expect.stringMatching(/^SYSTEM_ERROR: cannot open \/proc\/1\/mem\/x: [a-z ]+ \(E[A-Z]+\)\nnext: /),
  });
});

test.each([
  ['EACCES', '--runs <folder>'],
  ['EROFS', '--runs <folder>'],
  ['ENOSPC', 'df -h'],
  ['EMFILE', 'ulimit -n'],
])('%s is exit code 3 with what to do: %s', (code, next) => {
  const { exitCode, text } = failed(Object.assign(new Error(`${code}: no`), { code }));
  expect({ exitCode, text }).toEqual({ exitCode: 3, text: expect.stringContaining(next) });
});

test.each([new TypeError('x is undefined'), 'a word', Object.assign(new Error('no'), { code: 'ERR_NO' })])(
  'an unexpected error is exit code 3: %s',
  (error) => {
    const { exitCode, text } = failed(error, undefined, {});
    expect({ exitCode, text }).toEqual({
      exitCode: 3,
      text: expect.stringMatching(
        /^UNEXPECTED: nomad-e2e did not expect this: .*\nnext: .*NOMAD_E2E_DEBUG=1/,
      ),
    });
  },
);

test('NOMAD_E2E_DEBUG adds the stacks of unexpected errors alone', async () => {
  const error = await thrown(unplaced(), new TypeError('x is undefined'));
  const stack = /\n {4}at .*failed\.test\.ts/;
  expect(failed(error, undefined, { NOMAD_E2E_DEBUG: '1' }).text).toMatch(stack);
  expect(failed(error, undefined, {}).text).not.toMatch(stack);
  expect(failed(unplaced(), undefined, { NOMAD_E2E_DEBUG: '1' }).text).not.toMatch(stack);
});

test.each([
  [[sweep(), unplaced(), new BehaviourError('DRAIN_BROKEN', 'b')], 1],
  [[sweep(), unplaced()], 2],
  [[new Error('odd'), sweep()], 3],
  [[new AggregateError([new BehaviourError('DRAIN_BROKEN', 'b')])], 1],
  [[], 3],
])('concurrent failures %j have the most informative exit code: %s', (errors, exitCode) => {
  const end = failed(new AggregateError(errors, 'two jobs failed'));
  expect(end.exitCode).toBe(exitCode);
  expect(end.text.split('\n')[0]).toBe('two jobs failed');
  for (const { message } of errors) expect(end.text).toContain(message);
});

test('a failed connection to several addresses reports each', () => {
  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED', syscall: 'connect' });
  const { exitCode, text } = failed(new AggregateError([refused('::1:80'), refused('127.0.0.1:80')]));
  expect(exitCode).toBe(3);
  expect(text).toMatch(
    /^several things failed\n- SYSTEM_ERROR: connect ECONNREFUSED ::1:80\n.*\n- SYSTEM_ERROR: connect/,
  );
});
