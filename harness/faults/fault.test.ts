import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { events, Ledger, readLedger } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { type Fault, inject } from './fault.ts';

const fault: Fault = {
  name: 'nothing is wrong',
  available: async () => undefined,
  inject: async () => {},
  undo: async () => {},
  evidence: async () => ({ pauses: 3 }),
};

test('each injection has an id of its own, which its end carries', async () => {
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/status/leader')) return json(response, '127.0.0.1:4647');
    if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).write('{}\n');
    return json(response, []);
  });
  await using nomad = new NomadClient({ address: fake.address });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'fault-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const cluster = { nomad, servers: [], clients: [], nodes: [] } as unknown as StartedNomadCluster;

  const first = await inject(fault, { cluster, ledger });
  await first.undo();
  await inject(fault, { cluster, ledger });

  const entries = readLedger(ledger.file);
  const [one, two, ...more] = events.faultBegin.of(entries).map(({ id }) => id);
  expect(more).toEqual([]);
  expect(one).not.toBe(two);
  expect(events.fault.of(entries)).toMatchObject([{ id: one, name: fault.name, evidence: { pauses: 3 } }]);
});
