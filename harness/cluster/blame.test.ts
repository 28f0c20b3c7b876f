import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deadline } from '../deadline.ts';
import { BehaviourError, EnvironmentError, UsageError } from '../errors.ts';
import { NomadApiError, NomadUnreachableError } from '../nomad/index.ts';
import { type Blamed, failureOf, inOneLine, isNomads } from './blame.ts';

const machine = (shell: () => Promise<string>) => ({ servers: [{ shell }] }) as unknown as Blamed;
const alive = machine(() => Promise.resolve(''));
const dead = machine(() => Promise.reject(new Error('connect ENOENT /var/run/docker.sock')));

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  syscall: 'write',
});
const stuck = new BehaviourError('UPGRADE_STEP_STUCK', 'server-1 was not back');
const request = { method: 'GET', path: '/v1/jobs' };
const unreachable = new NomadUnreachableError('http://127.0.0.1', request, new Error('refused'));
const died = new EnvironmentError('AGENT_DIED', 'x');

/** What a wait ends with whose time is over: an AbortError of Node's, with the reason as its cause. */
async function late(isMachine: boolean): Promise<unknown> {
  const signal = deadline({ what: 'return', ms: 1, machine: isMachine });
  return await setTimeout(10_000, undefined, { signal }).catch((error: unknown) => error);
}

test.each<[string, unknown, boolean]>([
  ['a step that is stuck', stuck, true],
  ['an agent that died', died, true],
  ['an API that does not answer', unreachable, true],
  ['an answer that says no', new NomadApiError(request, 500, 'no'), true],
  ['a time that is up', await late(false), true],
  ['what failed before its clean-up did', new SuppressedError(full, stuck), true],
  ['several of Nomad', new AggregateError([stuck, unreachable]), true],
  ['an engine that is gone', new EnvironmentError('ENGINE_UNREACHABLE', 'x'), false],
  ['a ledger that is not written', new EnvironmentError('LEDGER_SHORT_WRITE', 'x'), false],
  ['a full disk', full, false],
  ['one of Nomad beside one of the machine', new AggregateError([stuck, full]), false],
  [
    'one of the machine that the clean-up of one of Nomad failed with',
    new SuppressedError(stuck, full),
    false,
  ],
  ['what cannot be used', new UsageError('X', 'x'), false],
  ['a machine that is late', await late(true), false],
  ['a defect of the harness', new TypeError('x is not a function'), false],
])('%s speaks against Nomad: %s', async (_, error, expected) => {
  expect(await isNomads(error, alive)).toBe(expected);
});

test.each([
  ['an API', unreachable],
  ['an agent', died],
  ['one of several', new AggregateError([stuck, unreachable])],
])('%s that is gone speaks not against Nomad where the machine gives no answer either', async (_, error) => {
  expect(await isNomads(error, dead)).toBe(false);
  expect(await isNomads(stuck, dead)).toBe(true);
});

test("a failure is Nomad's in words, the machine's is thrown on, and an abort wins", async () => {
  const { signal } = new AbortController();
  expect(await failureOf(Promise.resolve(), alive, signal)).toBeUndefined();
  expect(await failureOf(Promise.reject(stuck), alive, signal)).toBe(
    'UPGRADE_STEP_STUCK: server-1 was not back',
  );
  await expect(failureOf(Promise.reject(full), alive, signal)).rejects.toBe(full);
  const aborted = failureOf(Promise.reject(stuck), alive, AbortSignal.abort('enough'));
  await expect(aborted).rejects.toBe('enough');
});

test.each([
  [
    'NOMAD_API: POST /v1/job/j/plan answered 500: 1 error occurred:\n\t* no\n\nlast observed: 1 error occurred:\n\t* no',
    'NOMAD_API: POST /v1/job/j/plan answered 500: 1 error occurred: * no ',
  ],
  [
    'WAIT_TIMEOUT: timed out after 1.0 s waiting for x\nlast observed: a\nhistory:\n  +0.1 s a\nnext: read on',
    'WAIT_TIMEOUT: timed out after 1.0 s waiting for x last observed: a',
  ],
  ['AGENT_DIED: it ended\nlast observed: a\nb\nnext: read on', 'AGENT_DIED: it ended last observed: a b'],
])('a failure in one line: %#', (failure, line) => {
  expect(inOneLine(failure)).toBe(line.trim());
});
