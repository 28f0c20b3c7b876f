import { expect, test } from 'vitest';
import type { TaskState } from '../../nomad/index.ts';
import { hasRestarted, waysDue } from './anew.ts';

const at = (State: string, StartedAt: string) => ({ State, StartedAt }) as TaskState;
const of = (TaskStates: Record<string, TaskState>) => ({ TaskStates });

test.each<[string, ReturnType<typeof of> | undefined, boolean]>([
  ['each task runs since another time', of({ a: at('running', '2'), b: at('running', '3') }), true],
  ['one was not restarted yet', of({ a: at('running', '2'), b: at('running', '1') }), false],
  ['one is on its way', of({ a: at('running', '2'), b: at('pending', '1') }), false],
  ['there is no such allocation', undefined, false],
])('an allocation has restarted where %s', (_, now, holds) => {
  const before = of({ a: at('running', '1'), b: at('running', '1'), init: at('dead', '0') });
  expect(hasRestarted(before, now)).toBe(holds);
});

test('each job is planned and started anew, and what lasts is restarted', () => {
  const volumes = [{ id: 'v', writers: [{ job: 'w' }], readers: [{ job: 'r' }] }];
  const jobs = (way: string) => waysDue({ volumes }).flatMap((each) => (each.way === way ? [each.job] : []));
  const lasting = ['upgrade-service', 'upgrade-batch', 'upgrade-system'];
  expect(jobs('plan')).toEqual([...lasting, 'w', 'r', 'upgrade-periodic']);
  expect(jobs('restart')).toEqual(lasting);
  expect(jobs('start')).toEqual([...lasting, 'w', 'r']);
});
