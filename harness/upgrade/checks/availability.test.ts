import { expect, onTestFinished, test, vi } from 'vitest';
import { events, Ledger, readLedger } from '../../evidence/index.ts';
import { FakeNomad, json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { tempFolder } from '../../temp-folder.ts';
import { apiProbes } from './availability.ts';

test.each([
  ['new', 3],
  ['reused', 1],
] as const)('three questions on a %s connection take %i', async (connection, count) => {
  const ports: unknown[] = [];
  const stop = new AbortController();
  const fake = await FakeNomad.start(({ socket }, response) => {
    ports.push(socket.remotePort);
    json(response, []);
  });
  const nomad = new NomadClient({ address: fake.address });
  const folder = await tempFolder('api');
  const ledger = await Ledger.open(`${folder.path}/ledger.ndjson`);
  const beside = { servers: [{ name: 'server-1', nomad }], ledger, stop: stop.signal };
  const over = Promise.all(apiProbes('upgrade', beside, connection).map(({ run }) => run()));
  onTestFinished(async () => {
    stop.abort();
    await over;
    ledger.close();
    for (const each of [nomad, fake, folder]) await each[Symbol.asyncDispose]();
  });
  const answers = () => events.api.of(readLedger(ledger.file));
  await vi.waitFor(() => expect(answers().length).toBeGreaterThanOrEqual(3), { timeout: 5000 });
  expect(answers()[0]).toMatchObject({ server: 'server-1', ok: true, connection });
  expect(new Set(ports.slice(0, 3)).size).toBe(count);
});
