import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { onWait, type WaitRecord, waits } from './index.ts';

interface World {
  fake: FakeNomad;
  client: NomadClient;
  streams: ServerResponse[];
  status: string;
  /** Runs after each answered read. */
  afterRead: (count: number) => void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A Nomad with one evaluation, and an event stream in the test's hand. */
async function world(status: string): Promise<World> {
  const streams: ServerResponse[] = [];
  let reads = 0;
  const fake = await FakeNomad.start((request, response) => {
    if (request.url?.startsWith('/v1/event/stream')) {
      response.writeHead(200);
      response.flushHeaders();
      streams.push(response);
      return;
    }
    reads += 1;
    if (own.status === 'no leader') {
      response.writeHead(500);
      response.end('No cluster leader');
    } else if (own.status === 'missing') {
      response.writeHead(404);
      response.end('eval not found');
    } else {
      json(response, { ID: 'e', Status: own.status, StatusDescription: 'why' });
    }
    const count = reads;
    response.on('finish', () => setImmediate(() => own.afterRead(count)));
  });
  const client = new NomadClient({ address: fake.address });
  const own: World = {
    fake,
    client,
    streams,
    status,
    afterRead: () => undefined,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
  return own;
}

function event(world: World, index: number, key = 'e', Status?: string): void {
  const Payload = Status === undefined ? undefined : { Evaluation: { ID: key, Status } };
  const events = [
    { Topic: 'Evaluation', Key: key, Type: 'EvaluationUpdated', Index: index, FilterKeys: null, Payload },
  ];
  world.streams.at(-1)?.write(`${JSON.stringify({ Index: index, Events: events })}\n`);
}

test('returns what the first read shows', async () => {
  await using own = await world('complete');
  expect(await waits.evaluationDone(own.client, 'e', { timeoutMs: 5000 })).toMatchObject({ ID: 'e' });
});

test('reads again after a fitting event, and not after another', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    // Reads 1 and 2 are the first one and that of the connection's relist.
    if (count === 2) event(own, 5, 'other');
  };
  // biome-ignore lint/nursery/noMisusedPromises: a read that fails fails the test as a rejection
  using _ = own.client.events.subscribe(async (told) => {
    if (told.type !== 'event' || told.event.Index !== 5) return;
    // A read for the other's event would be on its way by now, and come in before this answer.
    await own.client.evaluations.read('marker');
    own.status = 'complete';
    event(own, 6);
  });
  await waits.evaluationDone(own.client, 'e', { timeoutMs: 5000 });
  const paths = own.fake.requests.map(({ url }) => url.replace(/\?.*/, ''));
  const kinds = paths.filter((path) => path.startsWith('/v1/evaluation/'));
  const [e, marker] = ['/v1/evaluation/e', '/v1/evaluation/marker'];
  expect(kinds).toEqual([e, e, marker, e]);
});

test('a change whose event got lost is seen at the next heartbeat', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    if (count !== 2) return;
    own.status = 'complete';
    own.streams[0]?.write('{}\n');
  };
  expect(await waits.evaluationDone(own.client, 'e', { timeoutMs: 5000 })).toMatchObject({ ID: 'e' });
});

test('a broken stream is opened again at the last index, and what changed in the gap is seen', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    if (count === 2) event(own, 7);
    if (count === 3) {
      own.status = 'complete';
      own.streams[0]?.destroy();
    }
  };
  await waits.evaluationDone(own.client, 'e', { timeoutMs: 5000 });
  const opened = own.fake.requests.filter(({ url }) => url.startsWith('/v1/event/stream'));
  expect(opened.map(({ url }) => new URL(url, own.fake.address).searchParams.get('index'))).toEqual([
    '0',
    '7',
  ]);
});

test('a server without a leader is read again at the next heartbeat', async () => {
  await using own = await world('no leader');
  own.afterRead = (count) => {
    if (count !== 2) return;
    own.status = 'complete';
    own.streams[0]?.write('{}\n');
  };
  await waits.evaluationDone(own.client, 'e', { timeoutMs: 5000 });
});

test('a terminal state fails at once, and points at the call', async () => {
  await using own = await world('failed');
  const told: WaitRecord[] = [];
  onWait((record) => told.push(record));
  const error = await waits.evaluationDone(own.client, 'e', { timeoutMs: 60_000 }).catch((e: unknown) => e);
  onWait(undefined);
  expect(error).toMatchObject({ code: 'WAIT_FAILED', message: expect.stringContaining('it is failed: why') });
  expect(error).toMatchObject({ stack: expect.stringContaining('wait-for.test.ts') });
  expect(told).toMatchObject([{ what: 'evaluation e done', ok: false }]);
});

test('an unknown id fails at once with the answer as cause', async () => {
  await using own = await world('missing');
  const wait = waits.evaluationDone(own.client, 'e', { timeoutMs: 60_000 });
  await expect(wait).rejects.toMatchObject({ code: 'WAIT_FAILED', cause: { status: 404 } });
});

test('a timeout tells what, elapsed, last observed and history', async () => {
  await using own = await world('pending');
  const wait = waits.evaluationDone(own.client, 'e', { timeoutMs: 200 });
  await expect(wait).rejects.toMatchObject({
    code: 'WAIT_TIMEOUT',
    what: 'evaluation e done',
    elapsedMs: expect.closeTo(200, -2),
    lastObserved: 'pending why',
    history: [{ state: 'pending why' }],
    stack: expect.stringContaining('wait-for.test.ts'),
  });
});

test('an abort ends the wait with its own reason', async () => {
  await using own = await world('pending');
  const stop = new AbortController();
  own.afterRead = () => stop.abort(new Error('enough'));
  const wait = waits.evaluationDone(own.client, 'e', { timeoutMs: 60_000, signal: stop.signal });
  await expect(wait).rejects.toThrow('enough');
});

test('a read after an event asks for a state no older than the event, because Nomad tells before it shows', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    if (count !== 2) return;
    own.status = 'complete';
    event(own, 7);
  };
  await waits.evaluationDone(own.client, 'e', { timeoutMs: 5_000 });
  const reads = own.fake.requests.map(({ url }) => url).filter((url) => !url.startsWith('/v1/event/'));
  expect(reads.at(0)).not.toContain('index=');
  expect(reads.at(-1)).toContain('index=6&wait=1s');
});

test('an event whose state decides nothing is observed without a read', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    if (count !== 2) return;
    event(own, 7, 'e', 'blocked');
    own.status = 'complete';
    event(own, 8, 'e', 'complete');
  };
  expect(await waits.evaluationDone(own.client, 'e', { timeoutMs: 5_000 })).toMatchObject({ ID: 'e' });
  const reads = own.fake.requests.map(({ url }) => url).filter((url) => !url.startsWith('/v1/event/'));
  expect(reads).toHaveLength(3);
  expect(reads.at(-1)).toContain('index=7&wait=1s');
});

test('a time limit says the state that the last event had', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    if (count === 2) event(own, 7, 'e', 'blocked');
  };
  const wait = waits.evaluationDone(own.client, 'e', { timeoutMs: 300 });
  await expect(wait).rejects.toMatchObject({ history: [{ state: 'pending why' }, { state: 'blocked' }] });
});

test('an event that would end a wait does not end it where the state that is read does not', async () => {
  await using own = await world('pending');
  own.afterRead = (count) => {
    if (count === 2) event(own, 7, 'e', 'complete');
  };
  const wait = waits.evaluationDone(own.client, 'e', { timeoutMs: 300 });
  await expect(wait).rejects.toMatchObject({ code: 'WAIT_TIMEOUT', lastObserved: 'pending why' });
});

test('who observes waits is told the signal of each', async () => {
  await using own = await world('complete');
  const { signal } = new AbortController();
  const told: unknown[] = [];
  onWait((_, of) => told.push(of));
  await waits.evaluationDone(own.client, 'e', { timeoutMs: 5000, signal });
  onWait(undefined);
  expect(told).toEqual([signal]);
});
