import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deadline } from '../deadline.ts';
import { BehaviourError, EnvironmentError, UsageError } from '../errors.ts';
import { failureOf, isNomads } from './blame.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  syscall: 'write',
});
const stuck = new BehaviourError('UPGRADE_STEP_STUCK', 'server-1 was not back');

/** What a wait ends with whose time is over: an AbortError of Node's, with the reason as its cause. */
async function late(machine: boolean): Promise<unknown> {
  const signal = deadline({ what: 'return', ms: 1, machine });
  return await setTimeout(10_000, undefined, { signal }).catch((error: unknown) => error);
}

test.each<[string, unknown, boolean]>([
  ['a step that is stuck', stuck, true],
  ['an agent that died', new EnvironmentError('AGENT_DIED', 'x'), true],
  ['an API that does not answer', new EnvironmentError('NOMAD_UNREACHABLE', 'x'), true],
  ['a time that is up', await late(false), true],
  ['what failed before its clean-up did', new SuppressedError(full, stuck), true],
  ['several of Nomad', new AggregateError([stuck, stuck]), true],
  ['an engine that is gone', new EnvironmentError('ENGINE_UNREACHABLE', 'x'), false],
  ['a ledger that is not written', new EnvironmentError('LEDGER_SHORT_WRITE', 'x'), false],
  ['a full disk', full, false],
  ['one of Nomad and one of the machine', new AggregateError([stuck, full]), false],
  ['what cannot be used', new UsageError('X', 'x'), false],
  ['a machine that is late', await late(true), false],
  ['a defect of the harness', new TypeError('x is not a function'), false],
])('%s speaks against Nomad: %s', (_, error, expected) => {
  expect(isNomads(error)).toBe(expected);
});

test("a failure is Nomad's in words, the machine's is thrown on, and an abort wins", async () => {
  const { signal } = new AbortController();
  expect(await failureOf(Promise.resolve(), signal)).toBeUndefined();
  expect(await failureOf(Promise.reject(stuck), signal)).toBe('UPGRADE_STEP_STUCK: server-1 was not back');
  await expect(failureOf(Promise.reject(full), signal)).rejects.toBe(full);
  await expect(failureOf(Promise.reject(stuck), AbortSignal.abort('enough'))).rejects.toBe('enough');
});
