import { describe, expect, test } from 'vitest';
import type { OperatorAllocation, OperatorClaims } from '../evidence/index.ts';
import {
  claims,
  entriesOf,
  operatorJob,
  rehearsal,
  running,
  snapshot,
  stopped,
  task,
} from './fake-records.ts';
import { operatorFindings } from './findings.ts';
import { snapshots } from './snapshots.ts';

const step = '1/1 server-1';

/** The findings when one record of a good rehearsal is another one. */
function findings(kind: string, at: string, change: object | undefined) {
  return operatorFindings(
    rehearsal((each, when, record) =>
      each === kind && when === at ? change && { ...record, ...change } : record,
    ),
  ).map(({ rule, severity, message }) => ({ rule, severity, message }));
}
const found = (kind: string, at: string, change: object | undefined) =>
  findings(kind, at, change).map(({ rule }) => rule);
const withTasks = (...tasks: OperatorAllocation['tasks']) => ({ tasks });
const { init, proxy, main, after } = running;

test('a rehearsal in which all went well has no finding, and one without own jobs neither', () => {
  expect(operatorFindings(rehearsal())).toEqual([]);
  expect(operatorFindings(entriesOf(['step-end', { step }]))).toEqual([]);
});

describe('hook order', () => {
  test('a main task that starts before its prestart task has ended', () => {
    const early = task('main', 'main', 'running', [['Started', 1.5]]);
    expect(findings('own-allocation', step, withTasks(init, early))[0]).toEqual({
      rule: 'own-prestart-before-main',
      severity: 'stop',
      message: expect.stringMatching(
        /^1\/1 server-1: job web, allocation a1 on client-1: main task main .* prestart init/,
      ),
    });
  });
  test('a main task that starts before its sidecar', () => {
    const early = task('main', 'main', 'running', [['Started', 2.5]]);
    expect(found('own-allocation', step, withTasks(init, proxy, early))).toEqual(['own-sidecar-before-main']);
  });
  test('a poststop task that starts while main runs', () => {
    const early = task('after', 'poststop', 'dead', [
      ['Started', 9],
      ['Terminated', 9.5, 0],
    ]);
    const tasks = withTasks(init, stopped.proxy, stopped.main, early);
    expect(found('own-allocation', snapshots.stopped, tasks)).toEqual(['own-poststop-after-main']);
  });
  test('what Nomad has forgotten of a task by the last snapshot is remembered', () => {
    const restarted = task('proxy', 'prestart', 'running', [['Started', 8]], { sidecar: true });
    expect(found('own-allocation', snapshots.end, withTasks(init, restarted, main, after))).toEqual([]);
  });
});

describe('a sidecar runs whenever main runs', () => {
  test('one that is dead beside a running main is found once, by the first step that showed it', () => {
    const dead = { ...proxy, state: 'dead' };
    const entries = rehearsal((kind, at, record) =>
      kind === 'own-allocation' && (at === step || at === snapshots.end)
        ? { ...record, tasks: [init, dead, main, after] }
        : record,
    );
    expect(operatorFindings(entries).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^1\/1 server-1: .*sidecar proxy is dead while main task main runs/),
    ]);
  });
  test('one that waits for its restart', () => {
    const waiting = { ...proxy, state: 'pending' };
    expect(found('own-allocation', step, withTasks(init, waiting, main))).toEqual(['own-sidecar-with-main']);
  });
  test('one that ended and was back before the next snapshot', () => {
    const ended = task(
      'proxy',
      'prestart',
      'running',
      [
        ['Started', 3],
        ['Terminated', 6, 1],
        ['Started', 7],
      ],
      {
        sidecar: true,
      },
    );
    expect(found('own-allocation', step, withTasks(init, ended, main))).toEqual(['own-sidecar-with-main']);
  });
  test('a poststart sidecar that is yet to start is none', () => {
    const later = task('later', 'poststart', 'pending', [], { sidecar: true });
    expect(found('own-allocation', step, withTasks(init, proxy, main, later))).toEqual([]);
  });
});

describe('the end of a job', () => {
  test.each([
    ['never ran', task('after', 'poststop', 'dead', [])],
    [
      'ended with another code',
      task('after', 'poststop', 'dead', [
        ['Started', 12],
        ['Terminated', 13, 1],
      ]),
    ],
    ['failed', task('after', 'poststop', 'dead', [['Driver Failure', 12]], { failed: true })],
  ])('a poststop task that %s', (_, poststop) => {
    const tasks = withTasks(init, stopped.proxy, stopped.main, poststop);
    expect(found('own-allocation', snapshots.stopped, tasks)).toEqual(['own-poststop-ended']);
  });
  test('a task that goes on after the stop of its job', () => {
    const tasks = withTasks(init, proxy, main);
    expect(found('own-allocation', snapshots.stopped, tasks)).toEqual(['own-not-stopped']);
  });
  test('a claim that is left', () => {
    expect(found('own-release', '', { releaseMs: undefined })).toEqual(['own-claim-left']);
  });
});

describe('a batch job ends well', () => {
  const batch = (last: Partial<OperatorAllocation>) =>
    operatorFindings(
      entriesOf(
        ['own-job', { ...operatorJob, type: 'batch', groups: [] }],
        ...Object.values(snapshots).flatMap((at): [string, object][] => [
          [
            'own-allocation',
            snapshot(at, { status: 'complete', tasks: [], ...(at === snapshots.end && last) }),
          ],
          ['own-observed', { step: at }],
        ]),
      ),
    ).map(({ rule, severity }) => [rule, severity]);
  test('complete', () => expect(batch({})).toEqual([]));
  test('failed, lost or not begun', () => {
    for (const status of ['failed', 'lost', 'pending']) {
      expect(batch({ status })).toEqual([['own-batch-ended', 'stop']]);
    }
  });
  test('complete with a failed task', () => {
    const failed = task('main', 'main', 'dead', [], { failed: true });
    expect(batch({ tasks: [failed] })).toEqual([['own-batch-ended', 'stop']]);
  });
  test('still at work is a note', () => {
    expect(batch({ status: 'running' })).toEqual([['own-batch-ended', 'note']]);
  });
});

describe('claims', () => {
  const changed = (change: Partial<OperatorClaims>) => found('own-claims', step, change);
  const claim = { allocationId: 'a1', node: 'client-1', mode: 'write', ended: false } as const;
  test('the claim of a running allocation is missing', () => {
    expect(changed({ claims: [] })).toEqual(['own-claim-missing']);
  });
  test('of an allocation that was not running all the while nothing is asked', () => {
    expect(changed({ claims: [], holders: [] })).toEqual([]);
  });
  test('a claim of another mode than the job asks for', () => {
    expect(changed({ claims: [{ ...claim, mode: 'read' }] })).toEqual(['own-claim-mode']);
    expect(changed({ accessMode: 'multi-node-multi-writer' })).toEqual(['own-claim-mode']);
  });
  test('two writers', () => {
    expect(changed({ claims: [claim, { ...claim, allocationId: 'a2' }] })).toEqual(['own-two-writers']);
  });
  test('the claim of an ended allocation is no writer', () => {
    expect(changed({ claims: [claim, { ...claim, allocationId: 'a2', ended: true }] })).toEqual([]);
  });
  test('claims and mounts that disagree', () => {
    const differences = [{ rule: 'claim-without-mount', message: 'nothing is mounted for it' }];
    expect(findings('own-claims', step, { differences })[0]).toMatchObject({
      rule: 'own-holdings',
      message: '1/1 server-1: volume data nothing is mounted for it',
    });
  });
  test('a volume of its own for each allocation', () => {
    const needs = { name: 'web', volumes: [{ ...operatorJob.groups[0]?.volumes[0], perAlloc: true }] };
    const entries = (volume: string) =>
      entriesOf(
        ['own-job', { ...operatorJob, groups: [needs] }],
        ...Object.values(snapshots).flatMap((at): [string, object][] => [
          ['own-allocation', snapshot(at)],
          ['own-claims', claims(at, { volume })],
          ['own-observed', { step: at }],
        ]),
      );
    expect(operatorFindings(entries('data[0]'))).toEqual([]);
    expect(operatorFindings(entries('data[1]')).map(({ rule }) => rule)).toEqual([
      'own-claims-unread',
      'own-claims-unread',
    ]);
  });
});

describe('what was not inspected', () => {
  test('a volume', () => {
    expect(findings('own-claims', step, undefined)).toMatchObject([
      { severity: 'unknown', rule: 'own-claims-unread' },
    ]);
  });
  test('all allocations of a job', () => {
    const none = rehearsal((kind, _, record) => (kind === 'own-allocation' ? undefined : record));
    expect(operatorFindings(none)).toMatchObject([{ severity: 'unknown', rule: 'own-unobserved' }]);
  });
});

describe('known bugs', () => {
  const issue = { id: 'L6', issue: 1, what: 'w', jobs: ['web'], version: '1.11.3', expected: 'red' };
  const judged = (change: object) =>
    operatorFindings([...rehearsal(), ...entriesOf(['known-issue', { ...issue, ...change }])]).map(
      ({ severity, message }) => [severity, message],
    );
  test.each([
    [{ observed: 'green' }, []],
    [{ observed: 'red' }, [['note', 'L6 (nomad#1, w) applies to web: 1.11.3 has it']]],
    [
      { observed: 'red', expected: 'green' },
      [['stop', expect.stringContaining('against what was expected')]],
    ],
    [{ observed: 'unjudged', reason: 'no test ran' }, [['note', expect.stringContaining('no test ran')]]],
  ])('%j', (change, expected) => {
    expect(judged(change)).toEqual(expected);
  });
});
