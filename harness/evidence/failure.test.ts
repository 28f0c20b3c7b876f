import { expect, test } from 'vitest';
import { BehaviourError } from '../errors.ts';
import { asFailure } from './failure.ts';

test('an error comes with its code, what was observed, and the line of the suite', () => {
  const error = new BehaviourError('CLAIM_LEFT', 'a claim is left', { observed: 'alloc 1' });
  error.stack = 'x\n    at a (/work/harness/wait/b.ts:1:1)\n    at /work/suites/csi/c.e2e.ts:32:31';
  expect(asFailure(error)).toEqual({
    message: 'CLAIM_LEFT: a claim is left\nlast observed: alloc 1',
    at: 'suites/csi/c.e2e.ts:32:31',
  });
});

test('what is thrown need not be an error', () => {
  expect(asFailure('wrong')).toEqual({ message: 'wrong' });
  expect(asFailure({ name: 'AssertionError', message: 'not 1' })).toEqual({
    message: 'AssertionError: not 1',
  });
});

test('what the message has said was last observed is not said twice', () => {
  const observed = 'task main pending';
  const error = new BehaviourError('WAIT_TIMEOUT', `no end\nlast observed: ${observed}`, { observed });
  expect(asFailure(error).message).toBe('WAIT_TIMEOUT: no end\nlast observed: task main pending');
});
