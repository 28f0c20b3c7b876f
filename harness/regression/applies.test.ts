import { describe, expect, test } from 'vitest';
import type { Job, Task, TaskGroup } from '../nomad/index.ts';
import { appliesTo } from './applies.ts';

const job = (task: Partial<Task> = {}, group: Partial<TaskGroup> = {}, type = 'service'): Job => ({
  ID: 'web',
  Name: 'web',
  Type: type,
  TaskGroups: [{ Name: 'web', Tasks: [{ Name: 'main', Driver: 'exec', ...task }], ...group }],
});
const applies = (id: string, own: Job, secrets?: Record<string, string>) =>
  appliesTo(id, { job: own, volumes: secrets ? [{ Secrets: secrets }] : [{}] });
const csi = { Volumes: { data: { Type: 'csi', Source: 'db' } } };
const host = { Volumes: { data: { Type: 'host', Source: 'db' } } };
const reschedule = (Unlimited: boolean) => ({ ReschedulePolicy: { Attempts: 1, Unlimited } });
const checked = (Provider: string) => ({ Provider, Checks: [{ Type: 'tcp' }] });

describe('a bug applies to the jobs that it can meet, and to no other', () => {
  test.each<[string, Job, Job]>([
    ['L1', job({ Lifecycle: { Hook: 'prestart' } }), job({ Lifecycle: { Hook: 'prestart', Sidecar: true } })],
    ['L2', job({ Lifecycle: { Hook: 'prestart', Sidecar: true } }), job()],
    ['L4', job({ Lifecycle: { Hook: 'poststart' } }), job({ Lifecycle: { Hook: 'poststart' } }, {}, 'batch')],
    [
      'L5',
      job({ Lifecycle: { Hook: 'poststart', Sidecar: true } }),
      job({ Lifecycle: { Hook: 'poststart' } }),
    ],
    ['L6', job({ Lifecycle: { Hook: 'poststop' } }), job()],
    ['L9', job({ Lifecycle: { Hook: 'poststop' } }), job({ Lifecycle: { Hook: 'prestart' } })],
    ['L15', job(), job({}, {}, 'system')],
    ['C2', job({}, csi), job({}, host)],
    ['H8', job({}, { EphemeralDisk: { Sticky: true } }), job({}, { EphemeralDisk: { Sticky: false } })],
    ['B1', job({}, {}, 'batch'), job()],
    ['J1', job(), job({}, {}, 'system')],
    ['R1', job({}, reschedule(false)), job({}, reschedule(true))],
    ['E1', job(), job({ Driver: 'docker' })],
    ['T1', job({ Templates: [{ ChangeMode: 'script' }] }), job({ Templates: [{ ChangeMode: 'restart' }] })],
    ['V3', job({ Services: [checked('nomad')] }), job({ Services: [checked('consul')] })],
    ['A2', job({ Driver: 'docker' }), job()],
    ['A5', job(), job({}, {}, 'system')],
  ])('%s', (id, one, other) => {
    expect([applies(id, one), applies(id, other)]).toEqual([true, false]);
  });
});

test('secrets are those of the volumes', () => {
  expect([applies('C6', job({}, csi), { key: 'a' }), applies('C6', job({}, csi))]).toEqual([true, false]);
  const withSecret = (key: string) => applies('C28', job({}, csi), { key });
  expect([withSecret('a=b'), withSecret('a')]).toEqual([true, false]);
});

test('a bug that no job meets applies to none', () => {
  expect([applies('A1', job()), applies('Z9', job())]).toEqual([false, false]);
});
