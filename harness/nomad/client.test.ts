import { once } from 'node:events';
import { expect, test } from 'vitest';
import { FakeNomad, json } from './fake-nomad.ts';
import { NomadApiError, NomadClient, NomadUnreachableError, type RequestRecord } from './index.ts';

test('sends token, namespace and region, and escapes ids', async () => {
  await using fake = await FakeNomad.start((_, response) => json(response, { ID: 'a/b' }));
  const seen: RequestRecord[] = [];
  const options = { address: fake.address, token: 'secret', namespace: 'ns', region: 'eu' };
  await using client = new NomadClient({ ...options, onRequest: (request) => seen.push(request) });

  await client.jobs.read('a/b');
  expect(fake.requests[0]).toMatchObject({
    method: 'GET',
    url: '/v1/job/a%2Fb?region=eu&namespace=ns',
    headers: { 'x-nomad-token': 'secret' },
  });
  expect(seen).toMatchObject([{ method: 'GET', status: 200 }]);
  expect(JSON.stringify(seen)).not.toContain('secret');
});

test('an error status becomes an error with status, method, path and the whole body', async () => {
  await using fake = await FakeNomad.start((_, response) => {
    response.writeHead(404);
    response.end('volume not found');
  });
  await using client = new NomadClient({ address: fake.address });

  const error = await client.volumes.deregister('v', { force: true }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NomadApiError);
  expect(error).toMatchObject({
    code: 'NOMAD_API',
    status: 404,
    method: 'DELETE',
    path: '/v1/volume/csi/v?force=true',
    body: 'volume not found',
    message: 'DELETE /v1/volume/csi/v?force=true answered 404: volume not found',
  });
});

test('no server, and a connection that breaks within the body, become NOMAD_UNREACHABLE', async () => {
  const fake = await FakeNomad.start((_, response) => {
    response.writeHead(200, { 'Content-Length': '100' });
    response.write('{', () => response.destroy());
  });
  await using client = new NomadClient({ address: fake.address });
  await expect(client.nodes.list()).rejects.toBeInstanceOf(NomadUnreachableError);
  await fake[Symbol.asyncDispose]();
  await expect(client.nodes.list()).rejects.toMatchObject({
    code: 'NOMAD_UNREACHABLE',
    observed: expect.stringContaining('ECONNREFUSED'),
  });
});

test.each([
  ['that says its length', { 'Content-Length': String(40 * 1024 * 1024) }],
  ['in chunks', {}],
])('an answer over 32 MiB %s is refused without being read whole', async (_, headers) => {
  let sent = 0;
  await using fake = await FakeNomad.start(async (_request, response) => {
    response.writeHead(200, headers);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    while (sent < 40 && !response.destroyed) {
      sent += 1;
      if (!response.write(chunk)) await once(response, 'drain').catch(() => undefined);
    }
    response.end();
  });
  await using client = new NomadClient({ address: fake.address });
  const read = client.allocations.logs('a', { task: 't', type: 'stdout' });
  await expect(read).rejects.toMatchObject({
    code: 'NOMAD_ANSWER_TOO_LARGE',
    message: 'GET /v1/client/fs/logs/a?task=t&type=stdout&plain=true returned more than 32 MiB',
  });
});

test('the end of a log is asked of the client', async () => {
  await using fake = await FakeNomad.start((_, response) => response.end('the end'));
  await using client = new NomadClient({ address: fake.address });
  expect(await client.allocations.logs('a', { task: 't', type: 'stdout', last: 7 })).toBe('the end');
  expect(fake.requests[0]?.url).toContain('origin=end&offset=7');
});

test('an abort rejects with its own reason', async () => {
  const reason = new Error('enough');
  const stop = new AbortController();
  await using fake = await FakeNomad.start(() => stop.abort(reason));
  await using client = new NomadClient({ address: fake.address });
  await expect(client.nodes.list({ signal: stop.signal })).rejects.toBe(reason);
});

test('a blocking query passes index and wait, and gives back the new index', async () => {
  await using fake = await FakeNomad.start((_, response) => json(response, ['x'], 7));
  await using client = new NomadClient({ address: fake.address });
  expect(await client.blocking('/v1/nodes', { index: 5, waitSeconds: 2 })).toEqual({
    value: ['x'],
    index: 7,
  });
  expect(fake.requests[0]?.url).toBe('/v1/nodes?index=5&wait=2s');
});

test('volumes are sent as lists', async () => {
  const volume = { ID: 'v', Name: 'v', PluginID: 'p' };
  await using fake = await FakeNomad.start((_, response) => json(response, { Volumes: [volume] }));
  await using client = new NomadClient({ address: fake.address });
  expect(await client.volumes.create(volume)).toEqual(volume);
  const [create] = fake.requests;
  expect(create).toMatchObject({ method: 'PUT', url: '/v1/volume/csi/v/create' });
  expect(JSON.parse(create?.body ?? '')).toEqual({ Volumes: [volume] });
});

test('an address that is none is a usage error', () => {
  expect(() => new NomadClient({ address: 'localhost:4646' })).toThrow('not a Nomad address');
});

test('a missing file is an error, though Nomad answers its cat with 200 and the reason as text', async () => {
  await using fake = await FakeNomad.start((request, response) => {
    response.writeHead(request.url?.includes('/fs/stat/') ? 404 : 200);
    response.end('no such file or directory');
  });
  await using client = new NomadClient({ address: fake.address });
  await expect(client.allocations.fs.cat('id', 'alloc/none')).rejects.toMatchObject({ status: 404 });
});
