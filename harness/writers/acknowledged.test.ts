import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { acknowledgedBy, sequenceIn } from './acknowledged.ts';

test.each([
  ['12\n', 12],
  ['', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['stat: no such file', undefined],
])('a writer that left %j has acknowledged %s', (text, sequence) => {
  expect(sequenceIn(text)).toBe(sequence);
});

const started = {
  write: { State: 'dead', Failed: false, Restarts: 0, Events: [{ Type: 'Started', Time: 1 }] },
};

/** What allocation `a`, on node `n` of this status, is known to have acknowledged where its file answers so. */
async function acknowledged(
  { status = 'ready', tasks = started as object }: { status?: string; tasks?: object },
  file: { status: number; text: string } = { status: 200, text: '12\n' },
) {
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/nodes')) return json(response, [{ ID: 'n', Status: status }]);
    if (url.startsWith('/v1/allocation/')) return json(response, { ID: 'a', NodeID: 'n', TaskStates: tasks });
    if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).flushHeaders();
    if (url.includes('/fs/stat/') && file.status === 200) return json(response, { Size: 3, IsDir: false });
    response.writeHead(file.status).end(file.text);
  });
  await using nomad = new NomadClient({ address: fake.address });
  return await acknowledgedBy(nomad, ['a'], { signal: new AbortController().signal });
}

test('a writer on a machine that is ready is asked', async () => {
  expect(await acknowledged({})).toEqual({ a: 12 });
});

test.each([
  ['on a machine that is down', { status: 'down' }],
  ['that never started', { tasks: { write: { State: 'dead', Events: [{ Type: 'Received', Time: 1 }] } } }],
])('nothing is known of a writer %s', async (_, of) => {
  expect(await acknowledged(of)).toEqual({});
});

test('a writer that left no file has acknowledged nothing', async () => {
  expect(await acknowledged({}, { status: 404, text: 'stat /x: no such file or directory' })).toEqual({
    a: 0,
  });
});

test('a client that refuses any other way is a failure', async () => {
  await expect(acknowledged({}, { status: 404, text: 'Unknown allocation' })).rejects.toThrow(
    'Unknown allocation',
  );
});
