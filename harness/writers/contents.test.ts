import { expect, test } from 'vitest';
import type { WritersSeen } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { recordsIn } from './contents.ts';

const started = { write: { Events: [{ Type: 'Started' }] } };

/** What is noted of a volume with two records of writer `a` and one of `b`, where files of their allocations answer so. */
async function noted(files: Record<string, string>) {
  const output = '1 a client-1 1.00 100\n2 a client-1 1.10 100\n1 b client-2 2.00 101\n';
  const texts: Record<string, string> = { 'reader alloc/output': output, ...files };
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://x');
    if (pathname.startsWith('/v1/volume/')) return json(response, { ReadAllocs: null, WriteAllocs: null });
    if (pathname === '/v1/nodes') return json(response, [{ ID: 'n', Status: 'ready' }]);
    if (pathname.startsWith('/v1/allocation/')) return json(response, { NodeID: 'n', TaskStates: started });
    if (pathname === '/v1/event/stream') return void response.writeHead(200).flushHeaders();
    const text = texts[`${pathname.split('/').at(-1)} ${searchParams.get('path')}`];
    if (text === undefined) return void response.writeHead(404).end('Unknown allocation');
    if (pathname.includes('/fs/stat/')) return json(response, { Name: 'x', IsDir: false });
    response.end(text);
  });
  await using nomad = new NomadClient({ address: fake.address });
  const seen: WritersSeen[] = [];
  const scope = {
    signal: new AbortController().signal,
    run: async () => ({ ended: async () => ({ ID: 'reader' }) }),
    noteWriters: (each: WritersSeen) => void seen.push(each),
  };
  const records = await recordsIn('v', { nomad, scope });
  return { records: records.length, seen };
}

test('what writers had acknowledged is noted beside what is in the volume, of those that can be asked', async () => {
  const { records, seen } = await noted({ 'a write/local/acknowledged': '3\n' });
  expect(records).toBe(3);
  expect(seen).toMatchObject([{ volume: 'v', holes: [], acknowledged: { a: 3 } }]);
});

test('what is no count is no acknowledgement', async () => {
  const { seen } = await noted({ 'a write/local/acknowledged': 'x', 'b write/local/acknowledged': '1' });
  expect(seen).toMatchObject([{ acknowledged: { b: 1 } }]);
});
