import { expect, test } from 'vitest';
import { FakeNomad, json } from '../../../harness/nomad/fake-nomad.ts';
import { NomadClient } from '../../../harness/nomad/index.ts';
import { type PathTrouble, troubledPath } from './proxy.ts';
import { repeating } from './stream-lines.ts';

/** A client that reaches a server with one event and one held query by a path with trouble. */
async function reached(trouble: PathTrouble) {
  const stack = new AsyncDisposableStack();
  const fake = stack.use(
    await FakeNomad.start((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://x');
      if (request.url?.startsWith('/v1/event/stream')) {
        const Events = [{ Topic: 'Node', Type: 't', Key: 'k', Index: 3 }];
        response.write(`${JSON.stringify({ Index: 3, Events })}\n`);
      } else if (!searchParams.has('index')) json(response, { ID: 'n' }, 7);
    }),
  );
  const path = stack.use(await troubledPath(fake.address, trouble));
  const nomad = stack.use(new NomadClient({ address: path.address, token: 'secret' }));
  return { fake, nomad, path, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('without trouble everything is passed on: the query, the headers, the index', async () => {
  await using own = await reached({});
  expect(await own.nomad.blocking('/v1/node/n')).toEqual({ value: { ID: 'n' }, index: 7 });
  expect(own.fake.requests[0]).toMatchObject({
    method: 'GET',
    url: '/v1/node/n',
    headers: { 'x-nomad-token': 'secret' },
  });
  expect(own.path.met()).toBe(0);
});

test('events come as the trouble has them', async () => {
  await using own = await reached({ stream: repeating });
  const seen: number[] = [];
  await new Promise<void>((enough) => {
    own.nomad.events.subscribe((told) => {
      if (told.type === 'event') seen.push(told.event.Index);
      if (seen.length === 2) enough();
    });
  });
  expect(seen).toEqual([3, 3]);
  expect(own.path.met()).toBe(1);
});

test('a held query loses its connection, a quick one does not', async () => {
  await using own = await reached({ cutHeldMs: 50 });
  await own.nomad.blocking('/v1/node/n');
  await expect(own.nomad.blocking('/v1/node/n', { index: 7 })).rejects.toMatchObject({
    code: 'NOMAD_UNREACHABLE',
  });
  expect(own.path.met()).toBe(1);
});

test('answers come late', async () => {
  await using own = await reached({ lateMs: 100 });
  const began = performance.now();
  await own.nomad.blocking('/v1/node/n');
  expect(performance.now() - began).toBeGreaterThan(95);
  expect(own.path.met()).toBe(1);
});

test('what a server upgrades is passed on both ways', async () => {
  await using own = await reached({ lateMs: 100 });
  own.fake.onUpgrade((_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    socket.pipe(socket);
  });
  const { socket } = await own.nomad.http.pool.upgrade({
    path: '/v1/client/allocation/a/exec',
    protocol: 'x',
  });
  socket.write('through');
  const [said] = await new Promise<Buffer[]>((got) => socket.once('data', (chunk) => got([chunk])));
  socket.destroy();
  expect(String(said)).toBe('through');
});
