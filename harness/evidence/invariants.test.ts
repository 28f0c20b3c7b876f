import { describe, expect, test } from 'vitest';
import type { AllocationHistory, TaskHistory, TaskRole } from './events/allocation.ts';
import { judgeAllocation, judgeLifecycle } from './invariants.ts';

type Event = [type: string, at: number, exitCode?: number];

function task(name: string, role: TaskRole, sidecar: boolean, ...events: Event[]): TaskHistory {
  const records = events.map(([type, at, exitCode]) => ({
    type,
    at,
    ...(exitCode === undefined ? {} : { exitCode }),
  }));
  return { task: name, role, sidecar, events: records };
}

function allocation(...tasks: TaskHistory[]): AllocationHistory {
  return { job: 'job', allocation: 'alloc', node: 'node', status: 'complete', tasks };
}

function rules(...tasks: TaskHistory[]): string[] {
  return judgeAllocation(allocation(...tasks)).map((violation) => violation.rule);
}

const init = (...events: Event[]) => task('init', 'prestart', false, ...events);
const ship = (...events: Event[]) => task('ship', 'prestart', true, ...events);
const main = (...events: Event[]) => task('main', 'main', false, ...events);
const poststop = (...events: Event[]) => task('after', 'poststop', false, ...events);

describe('prestart before main', () => {
  test('holds when init ended with 0 before main started', () => {
    expect(rules(init(['Started', 1], ['Terminated', 2, 0]), main(['Started', 3]))).toEqual([]);
  });
  test('holds when main never started', () => {
    expect(rules(init(['Started', 1], ['Terminated', 2, 1]), main())).toEqual([]);
  });
  test.each<[string, Event[]]>([
    [
      'was still running',
      [
        ['Started', 1],
        ['Terminated', 4, 0],
      ],
    ],
    [
      'had failed',
      [
        ['Started', 1],
        ['Terminated', 2, 1],
      ],
    ],
    ['had never started', []],
    [
      'ran again after a success',
      [
        ['Started', 0],
        ['Terminated', 1, 0],
        ['Started', 2],
      ],
    ],
  ])('breaks when init %s', (_, events) => {
    expect(rules(init(...events), main(['Started', 3]))).toEqual(['prestart-before-main']);
  });
  test('a later start of main is judged as well as the first', () => {
    const violated = rules(
      init(['Started', 1], ['Terminated', 2, 0], ['Started', 4]),
      main(['Started', 3], ['Terminated', 4, 1], ['Started', 5]),
    );
    expect(violated).toEqual(['prestart-before-main']);
  });
});

describe('the other hooks', () => {
  test('a sidecar that starts after main breaks its rule', () => {
    expect(rules(ship(['Started', 1]), main(['Started', 2]))).toEqual([]);
    expect(rules(ship(['Started', 3]), main(['Started', 2]))).toEqual(['sidecar-before-main']);
  });
  test('a poststop that starts while main runs breaks its rule', () => {
    expect(rules(main(['Started', 1], ['Terminated', 2, 0]), poststop(['Started', 3]))).toEqual([]);
    expect(rules(main(['Started', 1], ['Terminated', 4, 0]), poststop(['Started', 3]))).toEqual([
      'poststop-after-main',
    ]);
  });
});

test('a ledger is judged by the last record of each allocation', () => {
  const entry = (mono: number, ...tasks: TaskHistory[]) => ({
    at: '',
    mono,
    kind: 'allocation',
    ...allocation(...tasks),
  });
  const broken = entry(1, init(), main(['Started', 3]));
  const whole = entry(2, init(['Started', 1], ['Terminated', 2, 0]), main(['Started', 3]));
  expect(judgeLifecycle([broken]).map((violation) => violation.allocation)).toEqual(['alloc']);
  expect(judgeLifecycle([broken, whole])).toEqual([]);
});
