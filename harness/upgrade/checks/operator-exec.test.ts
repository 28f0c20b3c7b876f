import { expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import { events } from '../../evidence/index.ts';
import { operatorExec } from './operator-exec.ts';

const shutDown = 'NOMAD_EXEC: plugin is shut down';
const plan = (from: string) => fakeEntry(events.plan.name, { from, to: '2.0.5', due: [], notes: [] });
const line = (step: string, ...tasks: [task: string, refused?: string][]) =>
  fakeEntry(events.operatorExec.name, {
    step,
    tasks: tasks.map(([task, refused]) => ({
      ...{ job: 'shop', namespace: 'default', allocation: `a-${step}`, task },
      refused,
    })),
  });
const before = 'before';
const found = (entries: object[]) =>
  operatorExec.rules
    ?.flatMap((rule) => rule(entries as Parameters<typeof rule>[0]))
    .map(({ severity, rule, message }) => `${severity} ${rule}: ${message.split('\n')[0]}`);

test('a task that takes a command before and after is no finding', () => {
  expect(found([plan('1.10.5'), line(before, ['web']), line('1/1', ['web'])])).toEqual([]);
});

test('a task that takes no command any more is found at the step that showed it first', () => {
  const refused = [line('2/2', ['web', 'x'], ['db', 'x']), line('started anew', ['web', 'x'])];
  expect(
    found([plan('2.0.0'), line(before, ['web'], ['db']), line('1/2', ['web'], ['db']), ...refused]),
  ).toEqual([
    'stop own-exec-refused: 2/2: no command could be run any more in task web of job shop, task db of job shop: x',
  ]);
});

test('a task that is refused for another reason later is found again', () => {
  const entries = [line(before, ['web']), line('1/1', ['web', shutDown]), line('started anew', ['web', 'x'])];
  expect(found([plan('1.11.3'), ...entries])).toEqual([
    expect.stringMatching(/^note own-exec-refused: 1\/1: /),
    expect.stringMatching(/^stop own-exec-refused: started anew: /),
  ]);
});

test("a refusal by a bug that the old version is known to have is a note with the bug's name", () => {
  const [first] = found([plan('1.11.3'), line(before, ['web']), line('1/1', ['web', shutDown])]) ?? [];
  expect(first).toMatch(/^note own-exec-refused: .*nomad#27815/);
});

test('a task that never took a command is a note, and no finding later', () => {
  expect(
    found([plan('2.0.0'), line(before, ['web', 'no such file']), line('1/1', ['web', 'no such file'])]),
  ).toEqual([
    'note own-exec-unproven: no command ran before the upgrade in task web of job shop, so that none is run after it: no such file',
  ]);
});
