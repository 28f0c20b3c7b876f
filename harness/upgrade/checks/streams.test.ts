import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { events, Ledger, readLedger } from '../../evidence/index.ts';
import { base64, execServer, framesOf, text } from '../../nomad/fake-exec.ts';
import { json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { tempFolder } from '../../temp-folder.ts';
import type { Probe, Stage } from './check.ts';
import { streams } from './streams.ts';

const running = { ID: 'a1', NodeName: 'client-1', ClientStatus: 'running', DesiredStatus: 'run' };

/** The probes of the streams on a Nomad whose sessions echo, with the logs and the allocations in the test's hand. */
async function probed() {
  const world = {
    allocations: [running],
    logs: [] as ServerResponse[],
    sessions: [] as { destroy(): void }[],
  };
  const stop = new AbortController();
  const fake = await execServer(
    (socket) => {
      world.sessions.push(socket);
      socket.on('data', (data: Buffer) => {
        for (const { stdin } of framesOf(data))
          if (stdin) socket.write(text({ stdout: { data: base64('.') } }));
      });
    },
    [],
    ({ url = '' }, response) => {
      if (url.startsWith('/v1/job/')) return json(response, world.allocations);
      response.writeHead(200).flushHeaders();
      response.write('x');
      return world.logs.push(response);
    },
  );
  const nomad = new NomadClient({ address: fake.address });
  const folder = await tempFolder('streams');
  const ledger = await Ledger.open(`${folder.path}/ledger.ndjson`);
  const cluster = { clients: [{ name: 'client-1' }, { name: 'client-2' }] };
  const beside = { servers: [{ name: 'server-1', nomad }], ledger, stop: stop.signal };
  const probes: Probe[] = streams.meanwhile?.({ cluster } as unknown as Stage, beside) ?? [];
  const over = Promise.all(probes.map(({ run }) => run()));
  onTestFinished(async () => {
    stop.abort();
    await over;
    ledger.close();
    await nomad[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const did = (stream: string) =>
    events.stream.of(readLedger(ledger.file)).flatMap((line) => (line.stream === stream ? [line.did] : []));
  const seen = (stream: string, ...expected: string[]) =>
    vi.waitFor(() => expect([...new Set(did(stream))]).toEqual(expected), { timeout: 10_000, interval: 50 });
  return { world, probes, did, seen, stop, over, lines: () => events.stream.of(readLedger(ledger.file)) };
}

test('an exec session and a log stream are kept open to each client but the canary', async () => {
  const { probes, seen, lines, stop, over } = await probed();
  expect(probes.map(({ probe, client }) => `${probe} ${client}`)).toEqual(['exec client-1', 'logs client-1']);
  await seen('exec', 'opened', 'heard');
  await vi.waitFor(() => expect(lines().filter((line) => line.stream === 'logs').length).toBeGreaterThan(1));
  expect(lines()[0]).toMatchObject({ client: 'client-1', allocation: 'a1', server: 'server-1' });
  stop.abort();
  await over;
  expect(lines().map(({ did }) => did)).not.toContain('cut');
});

test('a stream that is cut is noted with its reason, and opened again', async () => {
  const { world, seen, did, lines } = await probed();
  await seen('exec', 'opened', 'heard');
  await vi.waitFor(() => expect(world.logs).toHaveLength(1));
  for (const session of world.sessions) session.destroy();
  for (const log of world.logs) log.end();
  await seen('exec', 'opened', 'heard', 'cut');
  await vi.waitFor(() => expect(world.logs).toHaveLength(2), { timeout: 5000 });
  await vi.waitFor(() => expect(did('exec').filter((each) => each === 'opened')).toHaveLength(2), {
    timeout: 5000,
  });
  const cuts = lines().filter((line) => line.did === 'cut');
  expect(cuts.map(({ stream, error }) => [stream, error]).sort()).toEqual([
    ['exec', expect.stringMatching(/closed with \d+|the connection was lost/)],
    ['logs', 'the server ended it'],
  ]);
});

test('a task that does not run is refused until it does', async () => {
  const { world, seen, lines } = await probed();
  await seen('exec', 'opened', 'heard');
  world.allocations = [];
  for (const session of world.sessions) session.destroy();
  await seen('exec', 'opened', 'heard', 'cut', 'refused');
  expect(lines().find(({ did }) => did === 'refused')?.error).toContain('runs on client-1');
  world.allocations = [{ ...running, ID: 'a2' }];
  await vi.waitFor(() => expect(lines().at(-1)).toMatchObject({ allocation: 'a2', did: 'heard' }), {
    timeout: 5000,
  });
});
