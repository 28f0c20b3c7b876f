import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { type AllocationListStub, NomadClient, type TaskState } from '../nomad/index.ts';
import { hasRestarted, restartInPlace } from './restart-in-place.ts';

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

/** A Nomad with one job whose allocation is, once its restart was asked for, as given. */
async function restarted(
  after: Partial<AllocationListStub>,
  { refused = false, ...how }: { mayEnd: boolean; refused?: boolean } = { mayEnd: false },
) {
  let asked = false;
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.includes('/event/stream')) return void response.writeHead(200).write('{}\n');
    if (url.includes('/restart')) {
      asked = true;
      if (refused) return void response.writeHead(500).end('Task not running');
    }
    const before = {
      ID: 'a1',
      JobID: 'web',
      ClientStatus: 'running',
      TaskStates: { main: at('running', '1') },
    };
    json(response, url.includes('/allocations') ? [{ ...before, ...(asked && after) }] : {});
  });
  await using nomad = new NomadClient({ address: fake.address });
  const { signal } = new AbortController();
  return await restartInPlace(nomad, { ID: 'web' }, { ...how, signal });
}

test('a job has been restarted when what ran of it runs again', async () => {
  expect(await restarted(of({ main: at('running', '2') }))).toBe(1);
});

test('batch work may end instead of running again', async () => {
  const ended = { ClientStatus: 'complete', ...of({ main: at('dead', '2') }) };
  expect(await restarted(ended, { mayEnd: true })).toBe(1);
});

test('batch work that has ended since it was listed is not restarted', async () => {
  const ended = { ClientStatus: 'complete', ...of({ main: at('dead', '1') }) };
  expect(await restarted(ended, { mayEnd: true, refused: true })).toBe(0);
});

test('a restart that is refused for a service is an error though it ends', async () => {
  const ended = { ClientStatus: 'complete', ...of({ main: at('dead', '1') }) };
  await expect(restarted(ended, { mayEnd: false, refused: true })).rejects.toThrow('Task not running');
});

test('a task that does not run again is said with its last events', async () => {
  const Events = [{ Type: 'Not Restarting', DisplayMessage: 'Exit code 1', Time: 1 }];
  const main = { ...at('dead', '2'), Failed: true, Events } as TaskState;
  await expect(restarted({ ClientStatus: 'failed', ...of({ main }) })).rejects.toMatchObject({
    code: 'RESTART_FAILED',
    message: expect.stringMatching(/^task main of allocation a1 does not run again: .*Exit code 1/),
  });
});
