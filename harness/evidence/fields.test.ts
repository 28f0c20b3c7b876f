import { expect, test } from 'vitest';
import { fieldsOf } from './fields.ts';

test('fields come with their path and the types of their values; lists and chosen keys are one field', () => {
  const answer = {
    ID: 'a',
    Count: 1,
    NextAllocation: null,
    TaskStates: {
      main: { Events: [{ Time: 1 }, { Time: 2, ExitCode: null }] },
      init: { Events: null },
    },
  };
  expect(fieldsOf(answer)).toEqual({
    ID: ['string'],
    Count: ['number'],
    NextAllocation: ['null'],
    TaskStates: ['object'],
    'TaskStates.*': ['object'],
    'TaskStates.*.Events': ['list', 'null'],
    'TaskStates.*.Events[]': ['object'],
    'TaskStates.*.Events[].Time': ['number'],
    'TaskStates.*.Events[].ExitCode': ['null'],
  });
});

test('keys of data that look like fields are none, and attributes of a node keep their names', () => {
  expect(fieldsOf({ Env: { WORD: 'x' }, Attributes: { 'cpu.arch': 'amd64' } })).toEqual({
    Env: ['object'],
    'Env.*': ['string'],
    Attributes: ['object'],
    'Attributes.cpu.arch': ['string'],
  });
});
