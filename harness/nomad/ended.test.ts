import { expect, test } from 'vitest';
import { hasEnded } from './ended.ts';

function ended(status: string, ...states: string[]): boolean {
  const tasks = Object.fromEntries(states.map((State, index) => [`task-${index}`, { State }]));
  return hasEnded({ ClientStatus: status, TaskStates: tasks } as unknown as Parameters<typeof hasEnded>[0]);
}

test('an allocation has ended when its status is terminal and every task is dead', () => {
  expect(ended('complete', 'dead', 'dead')).toBe(true);
  expect(ended('running', 'dead', 'dead')).toBe(false);
  expect(ended('complete')).toBe(true);
});

test('a failed main does not end the allocation before its poststop task', () => {
  expect(ended('failed', 'dead', 'pending')).toBe(false);
  expect(ended('failed', 'dead', 'dead')).toBe(true);
});

test('the tasks of a lost allocation are not waited for', () => {
  expect(ended('lost', 'running')).toBe(true);
});
