import { expect, test } from 'vitest';
import { brokenMove } from './drain.ts';

const dead = { State: 'dead', Failed: false, Restarts: 0 };
const sound = {
  ID: 'a1',
  NodeID: 'n1',
  ClientStatus: 'complete',
  TaskStates: {
    main: { ...dead, FinishedAt: '2026-01-01T00:00:01.5Z' },
    after: { ...dead, StartedAt: '2026-01-01T00:00:01.500000001Z', FinishedAt: '2026-01-01T00:00:02Z' },
  },
};
const { main, after } = sound.TaskStates;

test('work that ended in order and runs elsewhere moved well', () => {
  expect(brokenMove(sound, 'n2')).toBeUndefined();
});

test.each([
  ['on the drained client', sound, 'n1'],
  ['is failed', { ...sound, ClientStatus: 'failed' }, 'n2'],
  ['main of allocation', { ...sound, TaskStates: { main: { ...main, State: 'running' }, after } }, 'n2'],
  ['poststop', { ...sound, TaskStates: { main } }, 'n2'],
  ['did not end well', { ...sound, TaskStates: { main, after: { ...after, Failed: true } } }, 'n2'],
  [
    'before main ended',
    { ...sound, TaskStates: { main, after: { ...after, StartedAt: '2026-01-01T00:00:01.499999999Z' } } },
    'n2',
  ],
])('%s is told', (text, left, to) => {
  expect(brokenMove(left, to)).toContain(text);
});
