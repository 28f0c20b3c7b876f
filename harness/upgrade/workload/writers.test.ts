import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { Ledger, readLedger } from '../../evidence/index.ts';
import { FakeNomad, json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { followWriters } from './writers.ts';

const running = { ID: 'a1', ClientStatus: 'running', DesiredStatus: 'run' };
const volumes = [{ id: 'v', writers: [{ job: 'w' }] }];

/** Writers on a Nomad of one job, with what it answers to a read of a writer's file in the test's hand. */
async function followed(file: (response: ServerResponse) => void) {
  const world = { allocations: [running], file };
  const fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/event/stream')) {
      response.writeHead(200).flushHeaders();
    } else if (url.startsWith('/v1/job/')) json(response, world.allocations);
    else if (url.includes('/fs/stat/')) world.file(response);
    else response.end('12\n');
  });
  const nomad = new NomadClient({ address: fake.address });
  const folder = mkdtempSync(join(tmpdir(), 'writers-'));
  const ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  onTestFinished(async () => {
    ledger.close();
    rmSync(folder, { recursive: true });
    await nomad[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const { signal } = new AbortController();
  const writers = followWriters({ nomad } as StartedNomadCluster, volumes, { ledger, signal });
  return { world, writers, lines: () => readLedger(ledger.file).map(({ at: _, mono: __, ...line }) => line) };
}

const found = (response: ServerResponse) => json(response, { Size: 3 });
const refused = (text: string) => (response: ServerResponse) => {
  response.writeHead(404);
  response.end(text);
};
const writer = { volume: 'v', job: 'w', allocation: 'a1' };

describe('writers are followed', () => {
  test('from when they are first seen to run, until before they are stopped', async () => {
    const { world, writers, lines } = await followed(found);
    await writers.placed();
    await writers.placed();
    world.allocations = [
      { ...running, DesiredStatus: 'stop' },
      { ...running, ID: 'a2' },
    ];
    await writers.stopping();
    expect(lines()).toEqual([
      { ...writer, kind: 'writer-placed' },
      { ...writer, allocation: 'a2', kind: 'writer-placed' },
      { ...writer, allocation: 'a2', kind: 'writer-stopped' },
    ]);
  });
  test.each([
    ['what it has acknowledged', found, 12],
    ['nothing where it has left no file', refused('stat /x: no such file or directory'), 0],
  ])('with %s', async (_, file, sequence) => {
    const { writers, lines } = await followed(file);
    await writers.progress('1/1');
    expect(lines()[1]).toEqual({ kind: 'writer-progress', step: '1/1', writers: [{ ...writer, sequence }] });
  });
  test('across a time in which the servers have no way to the client', async () => {
    const { world, writers, lines } = await followed((response) => {
      world.file = found;
      refused('No path to node')(response);
    });
    await writers.progress('1/1');
    expect(lines()[1]).toMatchObject({ writers: [{ sequence: 12 }] });
  });
  test('and a refusal of any other kind is no reading', async () => {
    const { writers, lines } = await followed(refused('Unknown allocation'));
    await expect(writers.progress('1/1')).rejects.toThrow('Unknown allocation');
    expect(lines()).toHaveLength(1);
  });
});
