import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { reach } from './reach.ts';
import { targetOf } from './target.ts';

type Answers = Record<string, [status: number, body: unknown]>;
const leader: Answers = { '/v1/status/leader': [200, '10.0.0.1:4647'], '/v1/regions': [200, ['eu']] };
const token: Answers = { '/v1/acl/token/self': [200, { Type: 'management' }] };
const namespace: Answers = {
  '/v1/namespace/e2e': [200, { Name: 'e2e' }],
  '/v1/namespaces': [200, [{ Name: 'default' }]],
};

/** How reaching a cluster ends that answers so. */
async function reached(answers: Answers, env: NodeJS.ProcessEnv = {}) {
  await using fake = await FakeNomad.start((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const [status, body] = answers[path] ?? [404, 'not found'];
    if (status === 200) return json(response, body);
    response.writeHead(status).end(String(body));
  });
  const target = targetOf({ NOMAD_ADDR: fake.address, NOMAD_NAMESPACE: 'e2e', ...env }, {});
  await using nomad = new NomadClient({ ...target, address: env.NOMAD_ADDR ?? fake.address });
  return await reach(nomad, target).catch((error: unknown) => error);
}

test('a cluster that answers tells who the token is', async () => {
  expect(await reached({ ...leader, ...token, ...namespace })).toEqual({ Type: 'management' });
});

test('a cluster without an ACL system asks for no token', async () => {
  const off: Answers = { '/v1/acl/token/self': [400, 'ACL support disabled'] };
  expect(await reached({ ...leader, ...off, ...namespace })).toBe('off');
});

const denied: Answers = { '/v1/acl/token/self': [403, 'ACL token not found'] };
const malformed: Answers = {
  '/v1/acl/token/self': [500, 'failed to parse signed token: must have three parts'],
};

test.each<[string, Answers, NodeJS.ProcessEnv, object]>([
  [
    'a token that is not known',
    { ...leader, ...denied },
    { NOMAD_TOKEN: 'x' },
    { code: 'ATTACH_TOKEN', exitCode: 3 },
  ],
  [
    'no token',
    { ...leader, ...denied },
    {},
    { code: 'ATTACH_TOKEN', message: expect.stringMatching('NOMAD_TOKEN is not set') },
  ],
  [
    'no token where the anonymous one may do nothing',
    {
      ...leader,
      '/v1/acl/token/self': [200, { AccessorID: 'anonymous' }],
      '/v1/namespace/e2e': [403, 'Permission denied'],
    },
    {},
    { code: 'ATTACH_TOKEN', message: expect.stringMatching('NOMAD_TOKEN is not set') },
  ],
  ['a token that is none', { ...leader, ...malformed }, { NOMAD_TOKEN: 'x' }, { code: 'ATTACH_TOKEN' }],
  [
    'an address that does not answer',
    {},
    { NOMAD_ADDR: 'http://127.0.0.1:1' },
    { code: 'ATTACH_UNREACHABLE', exitCode: 3, observed: expect.stringMatching('ECONNREFUSED') },
  ],
  [
    'HTTP where TLS is spoken',
    { '/v1/status/leader': [400, 'Client sent an HTTP request to an HTTPS server.'] },
    {},
    { code: 'ATTACH_TLS', exitCode: 3, next: expect.stringMatching(/NOMAD_ADDR=https:/) },
  ],
  [
    'a region that there is not',
    { '/v1/status/leader': [500, 'No path to region'], '/v1/regions': [200, ['eu']] },
    { NOMAD_REGION: 'mars' },
    { code: 'ATTACH_REGION', exitCode: 3, observed: 'regions: eu' },
  ],
  [
    'a namespace that there is not',
    { ...leader, ...token, '/v1/namespaces': [200, [{ Name: 'default' }]] },
    {},
    { code: 'ATTACH_NAMESPACE', exitCode: 2, next: 'nomad namespace apply e2e' },
  ],
  [
    'something else',
    { '/v1/status/leader': [502, 'bad gateway'] },
    {},
    { code: 'ATTACH_REFUSED', exitCode: 3 },
  ],
])('%s is one clear message', async (_, answers, env, error) => {
  expect(await reached(answers, env)).toMatchObject(error);
});

test('a server that hangs up on who has no certificate is told as such', async () => {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const target = targetOf({ NOMAD_ADDR: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }, {});
  await using nomad = new NomadClient(target);
  const answer = await reach(nomad, target).catch((error: unknown) => error);
  server.close();
  expect(answer).toMatchObject({
    code: 'ATTACH_TLS',
    observed: expect.stringMatching('NOMAD_CLIENT_CERT is not set'),
  });
});

test('TLS where HTTP is spoken is told as such', async () => {
  await using fake = await FakeNomad.start((_, response) => json(response, 'leader'));
  const address = fake.address.replace('http:', 'https:');
  const target = targetOf({ NOMAD_ADDR: address }, {});
  await using nomad = new NomadClient(target);
  await expect(reach(nomad, target)).rejects.toMatchObject({ code: 'ATTACH_TLS', exitCode: 3 });
});
