import { expect, test } from 'vitest';
import { judge } from './judge.ts';

const passed = { status: 'passed', failures: [] };
const skipped = { status: 'pending', failures: [] };
const failed = (...failures: string[]) => ({ status: 'failed', failures });

test.each([
  ['a failed assertion', [passed, failed('AssertionError: expected 1 to be 2')], 'red', 'expected 1 to be 2'],
  ['a clean-up that failed after it', [failed('AssertionError: no', 'Error: cleanup "x"')], 'red', 'no'],
  ['a wait that ran out', [failed('WaitTimeout: no plugin')], 'unjudged', 'WaitTimeout: no plugin'],
  [
    'an assertion beside a broken test',
    [failed('AssertionError: no'), failed('Error: x')],
    'unjudged',
    'Error: x',
  ],
  ['a failure without a message', [failed()], 'unjudged', 'a test failed without a word'],
  ['passed tests', [passed, skipped], 'green', ''],
  ['skipped tests only', [skipped], 'unjudged', 'every test was skipped'],
  ['no tests', [], 'unjudged', 'no test ran'],
])('%s', (_, tests, colour, reason) => {
  expect(judge(tests)).toEqual({ colour, reason });
});
