import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { type Job, NomadClient } from '../nomad/index.ts';
import { runAnew } from './run-anew.ts';

const job = (Type: string): Job => ({
  ID: 'j',
  Name: 'j',
  Type,
  Stop: true,
  TaskGroups: [{ Name: 'g', Tasks: [{ Name: 'main', Driver: 'exec' }] }],
});
const alloc = (ID: string, ClientStatus: string, state: object = {}) => ({
  ...{ ID, ClientStatus, DesiredStatus: 'run', TaskGroup: 'g' },
  TaskStates: { main: { State: 'running', Restarts: 0, Failed: false, Events: [], ...state } },
});
const old = alloc('old', 'failed', { Failed: true });

/** Runs a job of this type anew on a Nomad that has these allocations once it is registered. */
async function anew(type: string, placed: object[], refuse?: (response: ServerResponse) => void) {
  const world = { registered: undefined as Job | undefined };
  const fake = await FakeNomad.start(({ url = '', method }, response, body) => {
    if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).flushHeaders();
    if (method === 'POST' || method === 'PUT') {
      if (refuse) return refuse(response);
      world.registered = JSON.parse(body).Job;
      return json(response, { EvalID: 'e' });
    }
    json(response, world.registered ? [old, ...placed] : [old]);
  });
  const nomad = new NomadClient({ address: fake.address });
  onTestFinished(async () => {
    await nomad[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const { signal } = new AbortController();
  await runAnew(nomad, job(type), { staysMs: 200, signal });
  return world.registered;
}

test.each([
  ['service', alloc('new', 'running')],
  ['batch', alloc('new', 'complete', { State: 'dead' })],
  ['system', alloc('new', 'running')],
])(
  'a %s that runs or ended well is registered as one that is not stopped, and goes on',
  async (type, placed) => {
    expect(await anew(type, [placed])).toMatchObject({ ID: 'j', Stop: false });
  },
);

test.each([
  ['a failed allocation', alloc('new', 'failed', { Failed: true })],
  [
    'a task that is started again',
    alloc('new', 'running', {
      Restarts: 1,
      Events: [{ Type: 'Terminated', DisplayMessage: 'Exit Code: 1' }],
    }),
  ],
])('%s is reported with its last events', async (_, placed) => {
  await expect(anew('service', [placed])).rejects.toMatchObject({
    code: 'JOB_FAILS_ANEW',
    message: expect.stringContaining('allocation new is'),
  });
});

test("a refusal is Nomad's", async () => {
  const refuse = (response: ServerResponse) => void response.writeHead(500).end('no reschedule policy');
  await expect(anew('sysbatch', [], refuse)).rejects.toThrow('answered 500: no reschedule policy');
});
