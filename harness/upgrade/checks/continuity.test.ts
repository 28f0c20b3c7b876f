import { describe, expect, test } from 'vitest';
import { sharedPluginJob } from '../../csi/index.ts';
import type { TaskRun } from '../../evidence/index.ts';
import type { Step } from '../steps.ts';
import { continuityChanges, hasFailed, isPlanned } from './continuity.ts';

const run: TaskRun = {
  job: 'db',
  allocation: 'a1',
  task: 'write',
  node: 'client-1',
  startedAt: '2026-01-01T00:00:00Z',
  restarts: 0,
  process: '40@1000',
};

describe('continuity', () => {
  test('the same run is no change', () => {
    expect(continuityChanges([run], [{ ...run }])).toEqual([]);
  });
  test.each([
    ['restarted', { restarts: 1 }],
    ['restarted', { startedAt: '2026-01-01T00:05:00Z' }],
    ['process-changed', { process: '41@9000' }],
    ['process-changed', { process: undefined }],
    ['moved', { allocation: 'a2', node: 'client-2' }],
  ] as const)('%s is told of %o', (change, now) => {
    expect(continuityChanges([run], [{ ...run, ...now }])).toMatchObject([
      { change, task: 'write', allocation: 'a1' },
    ]);
  });
  test('of a process that was never found nothing can have changed', () => {
    const unseen = { ...run, process: undefined };
    expect(continuityChanges([unseen], [run])).toEqual([]);
    expect(continuityChanges([unseen], [unseen])).toEqual([]);
  });
  test('a task that came to its end is no change, and nothing is asked of it any more', () => {
    const ended = { ...run, process: undefined, ended: true };
    expect(continuityChanges([run], [ended])).toEqual([]);
    expect(continuityChanges([ended], [])).toEqual([]);
  });
  test('a task that was restarted before it came to its end is told of', () => {
    const ended = { ...run, restarts: 1, process: undefined, ended: true };
    expect(continuityChanges([run], [ended])).toMatchObject([{ change: 'restarted' }]);
  });
  test('a task that is gone is lost, also when another allocation of its job goes on', () => {
    const other = { ...run, allocation: 'a0', node: 'client-3' };
    expect(continuityChanges([run, other], [other])).toMatchObject([{ change: 'lost', allocation: 'a1' }]);
  });
});

describe('a failed allocation', () => {
  const task = (Type: string, Failed = true) => ({
    ...{ State: 'dead', Failed, Restarts: 0 },
    Events: [
      { Type: 'Started', Time: 1 },
      { Type, Time: 2 },
    ],
  });
  const drained = {
    ...{ ClientStatus: 'failed', DesiredStatus: 'stop', JobType: 'batch' },
    TaskStates: { setup: task('Terminated', false), work: task('Killed') },
  };
  test('is none where a drain has killed batch work', () => {
    expect(hasFailed(drained)).toBe(false);
    expect(hasFailed({ ...drained, ClientStatus: 'complete' })).toBe(false);
  });
  test.each([
    ['that is lost', { ClientStatus: 'lost' }],
    ['that nobody stopped', { DesiredStatus: 'run' }],
    ['of a service', { JobType: 'service' }],
    ['whose driver failed after it was killed', { TaskStates: { work: task('Driver Failure') } }],
    [
      'of which one task failed by itself',
      { TaskStates: { one: task('Not Restarting'), two: task('Killed') } },
    ],
    ['without a task that says why', { TaskStates: {} }],
  ])('is one %s', (_, change) => {
    expect(hasFailed({ ...drained, ...change })).toBe(true);
  });
});

describe('a change is planned', () => {
  const change = { ...run, change: 'moved', message: '' } as const;
  const stepOf = (does: Step['does'], node: string) =>
    ({ name: '1/1', does, node: { name: node, role: 'client' } }) as Step;
  const upgrade = stepOf({ do: 'upgrade', agent: 'client-1' }, 'client-1');
  const reboot = stepOf({ do: 'reboot', node: 'client-1' }, 'client-1');
  const killed = stepOf({ do: 'fault', fault: 'plugin-killed', node: 'client-1' }, 'client-1');
  const restarted = { ...change, change: 'restarted' } as const;
  test.each([
    ['in a drain before an upgrade', change, upgrade, 'drain', true],
    ['in a drain before a reboot', change, reboot, 'in-place', true],
    ['in place', change, upgrade, 'in-place', false],
    ['on another client than the rebooted one', { ...change, node: 'client-2' }, reboot, 'in-place', false],
    [
      'away from the canary, which is drained at each step',
      { ...change, node: 'client-3' },
      reboot,
      'in-place',
      true,
    ],
    ['and what is lost never is', { ...change, change: 'lost' }, reboot, 'in-place', false],
    ['of a killed driver', { ...restarted, job: sharedPluginJob }, killed, 'in-place', true],
    ['of another job beside a killed driver', restarted, killed, 'in-place', false],
    [
      'of a driver on another client than the killed one',
      { ...restarted, job: sharedPluginJob, node: 'client-2' },
      killed,
      'in-place',
      false,
    ],
  ] as const)('%s', (_, changed, step, mode, is) => {
    expect(isPlanned(changed, step, { mode, canary: 'client-3' })).toBe(is);
  });
});
