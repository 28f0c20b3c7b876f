import { expect, test } from 'vitest';
import { historyOf, judgeAllocation, taskEvents } from '../evidence/index.ts';
import type { Allocation } from '../nomad/index.ts';
import { countOf, exitCode, finishedAt, startedAt } from './tasks.ts';

/** What /v1/allocation/:id answers for a batch job with a prestart task that was tried twice; times shortened. */
const allocation = {
  ID: 'a1',
  JobID: 'job',
  NodeID: 'n1',
  NodeName: 'client-1',
  TaskGroup: 'app',
  ClientStatus: 'complete',
  Job: {
    ID: 'job',
    TaskGroups: [
      {
        Name: 'app',
        Tasks: [
          { Name: 'init', Lifecycle: { Hook: 'prestart', Sidecar: false } },
          { Name: 'main', Lifecycle: null },
        ],
      },
    ],
  },
  TaskStates: {
    init: {
      State: 'dead',
      Events: [
        { Type: 'Started', Time: 10, DisplayMessage: 'Task started by client', Details: {} },
        {
          Type: 'Terminated',
          Time: 20,
          DisplayMessage: 'Exit Code: 7',
          ExitCode: 7,
          Details: { exit_code: '7' },
        },
        { Type: 'Started', Time: 30, DisplayMessage: 'Task started by client', Details: {} },
        {
          Type: 'Terminated',
          Time: 40,
          DisplayMessage: 'Exit Code: 0',
          ExitCode: 0,
          Details: { exit_code: '0' },
        },
      ],
    },
    main: {
      State: 'running',
      Events: [{ Type: 'Started', Time: 50, DisplayMessage: 'Task started by client' }],
    },
  },
} as unknown as Allocation;

test('the first start, the last end and its exit code', () => {
  expect(startedAt(allocation, 'init')).toBe(10);
  expect(finishedAt(allocation, 'init')).toBe(40);
  expect(exitCode(allocation, 'init')).toBe(0);
  expect(countOf(allocation, 'init', 'Started')).toBe(2);
});

test('a missing event is an error that lists what was there, an unknown task has no events', () => {
  expect(() => finishedAt(allocation, 'main')).toThrow('task main of a1 has no event Terminated');
  expect(() => exitCode(allocation, 'main')).toThrow('has no event Terminated');
  expect(taskEvents(allocation, 'nobody')).toEqual([]);
});

test('the history has roles and exit codes, so that it can be judged', () => {
  const history = historyOf(allocation);
  expect(history).toMatchObject({ job: 'job', allocation: 'a1', node: 'client-1', status: 'complete' });
  expect(history.tasks.map(({ task, role, sidecar }) => ({ task, role, sidecar }))).toEqual([
    { task: 'init', role: 'prestart', sidecar: false },
    { task: 'main', role: 'main', sidecar: false },
  ]);
  expect(history.tasks[0]?.events.at(-1)).toMatchObject({ type: 'Terminated', exitCode: 0 });
  expect(judgeAllocation(history)).toEqual([]);
});
