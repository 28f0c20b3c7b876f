import { describe, expect, test } from 'vitest';
import type { AllocationListStub } from '../../nomad/index.ts';
import { type CutJob, type CutWhen, holds } from './cut-jobs.ts';

const at = (ID: string, ClientStatus: string, more: object = {}) =>
  ({
    ID,
    ClientStatus,
    DesiredStatus: 'run',
    TaskStates: { main: { StartedAt: '1' } },
    ...more,
  }) as unknown as AllocationListStub;
const own = at('own', 'running');
const unknown = at('own', 'unknown');
const other = at('other', 'running');
const ended = (ID: string) =>
  at(ID, 'complete', { DesiredStatus: 'stop', TaskStates: { main: { State: 'dead' } } });

describe('what a job says of a client that is cut off', () => {
  test.each<[CutJob, CutWhen, string, AllocationListStub[], boolean]>([
    ['kept', 'cut', 'is unknown', [unknown], true],
    ['kept', 'cut', 'runs', [own], false],
    ['kept', 'cut', 'is replaced', [unknown, other], false],
    ['kept', 'back', 'runs on', [own], true],
    ['kept', 'back', 'was started again', [at('own', 'running', { TaskStates: {} })], false],
    ['kept', 'back', 'was replaced', [ended('own'), other], false],
    ['replaced', 'cut', 'has a replacement', [unknown, other], true],
    ['replaced', 'cut', 'has none', [unknown], false],
    ['replaced', 'back', 'runs again, and its replacement has ended', [own, ended('other')], true],
    ['replaced', 'back', 'runs beside its replacement', [own, other], false],
    ['stopped', 'cut', 'has a replacement', [at('own', 'lost'), other], true],
    ['stopped', 'back', 'has ended for its replacement', [ended('own'), other], true],
    ['stopped', 'back', 'runs in place of its replacement', [own, ended('other')], false],
    ['stopped', 'back', 'is gone', [], false],
  ])('%s, %s: an allocation that %s', (job, when, _, all, is) => {
    expect(holds(job, when, all, own)).toBe(is);
  });
});
