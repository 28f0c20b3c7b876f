import { expect, test } from 'vitest';
import { NomadClient } from './client.ts';
import type { StreamSignal } from './event-stream.ts';
import { FakeNomad } from './fake-nomad.ts';

/** What a subscriber is told until `enough`, of a stream whose connections answer these texts, one after the other. */
async function told(answers: string[], enough: (signal: StreamSignal) => boolean): Promise<string[]> {
  let connections = 0;
  await using fake = await FakeNomad.start((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const text = answers[connections++];
    if (text === undefined) response.flushHeaders();
    else response.end(text);
  });
  await using nomad = new NomadClient({ address: fake.address });
  const seen: string[] = [];
  await new Promise<void>((resolve) => {
    nomad.events.subscribe((signal) => {
      seen.push(signal.type === 'event' ? `event ${signal.event.Index}` : signal.type);
      if (enough(signal)) resolve();
    });
  });
  return seen;
}

const batch = (index: number) =>
  `${JSON.stringify({ Index: index, Events: [{ Topic: 'Node', Type: 't', Key: 'k', Index: index }] })}\n`;

test.each(['event dropped from buffer', 'subscription closed by server, client should resubscribe'])(
  'a stream that Nomad ends with "%s" is connected again, and its readers read again',
  async (text) => {
    const seen = await told([`${batch(5)}${text}\n`, batch(9)], (signal) => {
      return signal.type === 'failed' || (signal.type === 'event' && signal.event.Index === 9);
    });
    expect(seen).toEqual(['relist', 'event 5', 'relist', 'event 9']);
  },
);

test('any other text is no answer of Nomad: the stream fails at once', async () => {
  const seen = await told(['<html>not Nomad</html>\n'], ({ type }) => type === 'failed');
  expect(seen).toEqual(['relist', 'failed']);
});

test('an answer that is not HTTP/1.1 is not asked for again: the stream fails at once', async () => {
  await using fake = await FakeNomad.start((_, response) => {
    response.socket?.end('HTTP/0.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}\n');
  });
  await using nomad = new NomadClient({ address: fake.address });
  const error = await new Promise((resolve) => {
    nomad.events.subscribe((signal) => signal.type === 'failed' && resolve(signal.error));
  });
  expect(error).toMatchObject({
    code: 'NOMAD_UNREACHABLE',
    observed: expect.stringContaining('HTTP version'),
  });
});
