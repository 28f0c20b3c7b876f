import { expect, test } from 'vitest';
import { BehaviourError, EnvironmentError } from '../../errors.ts';
import { NomadApiError, NomadUnreachableError } from '../../nomad/index.ts';
import { isOurs } from './whose.ts';

type Cluster = Parameters<typeof isOurs>[1];
const machine = (shell: () => Promise<string>) => ({ servers: [{ shell }] }) as unknown as Cluster;
const alive = machine(() => Promise.resolve(''));
const dead = machine(() => Promise.reject(new Error('connect ENOENT /var/run/docker.sock')));

const request = { method: 'GET', path: '/v1/jobs' };
const unreachable = new NomadUnreachableError('http://127.0.0.1', request, new Error('refused'));
const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
const timeout = new DOMException('too late', 'TimeoutError');

test.each<[string, unknown, boolean]>([
  ['a wait for Nomad that ran out', new BehaviourError('WAIT_TIMEOUT', 'no leader'), false],
  ['an answer of Nomad that says no', new NomadApiError(request, 500, 'no'), false],
  ['a bare timeout', timeout, false],
  ['an engine that is gone', new EnvironmentError('ENGINE_UNREACHABLE', 'no engine answers'), true],
  ['a full disk', full, true],
  ['an error that nobody has foreseen', new TypeError('x is undefined'), true],
  ['one of ours that hides one of Nomad', new AggregateError([full, timeout]), false],
  ['an undoing that failed after a wait', new SuppressedError(full, timeout), false],
  ['an undoing that failed after an error of ours', new SuppressedError(full, new TypeError('x')), true],
])('%s', async (_, error, ours) => {
  expect(await isOurs(error, alive)).toBe(ours);
});

test('a Nomad that gives no answer is ours where its machine gives none either', async () => {
  expect(await isOurs(unreachable, alive)).toBe(false);
  expect(await isOurs(unreachable, dead)).toBe(true);
});
