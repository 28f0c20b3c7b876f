import { expect, test } from 'vitest';
import { judge } from './judge.ts';

const passed = { status: 'passed', failures: [] };
const skipped = { status: 'pending', failures: [] };
const failed = (...failures: string[]) => ({ status: 'failed', failures });

const contradicts = 'BehaviourError: passed here, but the table says that Nomad 1.2.3 has bug X1 (open)';
const known = { status: 'known', failures: [], known: { id: 'X1', reason: 'expected 1 to be 2\nmore' } };
const bug = { id: 'X1', evidence: /expected 1 to be 2|: no$/ };

test.each([
  ['a failed assertion', [passed, failed('AssertionError: expected 1 to be 2')], 'red', 'expected 1 to be 2'],
  ['a clean-up that failed after it', [failed('AssertionError: no', 'Error: cleanup "x"')], 'red', 'no'],
  ['a bug that is known', [passed, known], 'red', 'expected 1 to be 2'],
  [
    'a clean-up that failed after a known one',
    [{ ...known, ...failed('Error: cleanup "x"') }],
    'red',
    'expected 1 to be 2',
  ],
  ['a known bug beside a broken test', [known, failed('Error: x')], 'unjudged', 'Error: x'],
  ['a pass that the table does not have', [failed(contradicts)], 'green', ''],
  [
    'a clean-up that failed after such a pass',
    [failed(contradicts, 'Error: cleanup "x"')],
    'unjudged',
    'Error: cleanup "x"',
  ],
  ['a wait that ran out', [failed('WaitTimeout: no plugin')], 'unjudged', 'WaitTimeout: no plugin'],
  [
    'an assertion beside a broken test',
    [failed('AssertionError: no'), failed('Error: x')],
    'unjudged',
    'Error: x',
  ],
  [
    'an assertion that is not the evidence',
    [failed('AssertionError: expected 3 to be 2')],
    'unjudged',
    "this is not the bug's evidence: expected 3 to be 2",
  ],
  [
    'another assertion beside the evidence',
    [failed('AssertionError: no'), failed('AssertionError: expected 3 to be 2')],
    'unjudged',
    "this is not the bug's evidence: expected 3 to be 2",
  ],
  [
    'evidence beyond the first line',
    [{ ...failed('AssertionError: list'), messages: ['AssertionError: list\nexpected 1 to be 2'] }],
    'red',
    'list',
  ],
  [
    'what the test knew for the bug on a good version',
    [
      {
        ...failed('AssertionError: list'),
        messages: ['AssertionError: list\nthis is bug X1, which the table says Nomad 1.2.3 does not have'],
      },
    ],
    'red',
    'list',
  ],
  [
    'a bug that is known by what was seen beyond its reason',
    [{ ...known, known: { id: 'X1', reason: 'list' } }],
    'red',
    'list',
  ],
  [
    'another bug that is known',
    [{ ...known, known: { id: 'X2', reason: 'expected 3 to be 2' } }],
    'unjudged',
    "this is not the bug's evidence: expected 3 to be 2",
  ],
  ['a failure without a message', [failed()], 'unjudged', 'a test failed without an error message'],
  ['passed tests', [passed, skipped], 'green', ''],
  ['skipped tests only', [skipped], 'unjudged', 'every test was skipped'],
  ['no tests', [], 'unjudged', 'no test ran'],
])('%s', (_, tests, colour, reason) => {
  expect(judge({ tests }, bug)).toEqual({ colour, reason });
});

test('a file that did not run leaves its bug unjudged', () => {
  const broken = { tests: [passed], failure: 'Error: afterAll' };
  expect(judge(broken, bug)).toEqual({ colour: 'unjudged', reason: 'Error: afterAll' });
  expect(judge(undefined, bug)).toEqual({ colour: 'unjudged', reason: 'no test ran' });
});
