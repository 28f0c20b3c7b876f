import { expect, onTestFinished, test } from 'vitest';
import type { Kind } from '../evidence/index.ts';
import { execServer, text } from '../nomad/fake-exec.ts';
import { json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { execInto } from './exec-into.ts';

const job = { id: 'shop', namespace: 'default' };
const task = (State: string, StartedAt = '1') => ({
  State,
  StartedAt,
  Failed: false,
  Restarts: 0,
  Events: [],
});
const allocation = (tasks: object) => ({
  ...{ ID: 'a1', Name: 'shop.web[0]', JobID: 'shop', Namespace: 'default', TaskGroup: 'web' },
  ...{ NodeID: 'n1', ClientStatus: 'running', DesiredStatus: 'run', TaskStates: tasks },
});

/** The tasks of the line, where a command in task `bad` ends with 1 and the allocation is as listed, first and later. */
async function tried(first: object, later = first) {
  const lists = [first, later];
  await using fake = await execServer(
    (socket, url) =>
      socket.write(text({ exited: true, result: { exit_code: url.includes('task=bad') ? 1 : 0 } })),
    [],
    ({ url = '' }, response) => {
      const listed = url.includes('/job/shop/allocations');
      json(response, listed ? [allocation(lists.length > 1 ? (lists.shift() ?? {}) : later)] : []);
    },
  );
  await using nomad = new NomadClient({ address: fake.address });
  const lines: { tasks: { task: string; refused?: string }[] }[] = [];
  const stage = {
    cluster: { nomad, servers: [], clients: [] },
    ledger: { append: (_: Kind<object>, line: (typeof lines)[0]) => void lines.push(line) },
    ...{ onProgress: () => {}, signal: new AbortController().signal },
  };
  onTestFinished(() => expect(lines).toHaveLength(1));
  await execInto({ step: '1/1' }, [job], stage as unknown as Parameters<typeof execInto>[2]);
  return lines[0]?.tasks.map((each) => [each.task, each.refused]);
}

test('a command is run in each task that runs', async () => {
  expect(await tried({ web: task('running'), init: task('dead'), bad: task('running') })).toEqual([
    ['web', undefined],
    ['bad', 'NOMAD_EXEC: /bin/true ended with exit code 1'],
  ]);
});

test.each([
  ['ended', task('dead')],
  ['was restarted', task('running', '2')],
])('a task that %s meanwhile refuses nothing', async (_, later) => {
  expect(await tried({ web: task('running'), bad: task('running') }, { bad: later })).toEqual([
    ['web', undefined],
  ]);
});
