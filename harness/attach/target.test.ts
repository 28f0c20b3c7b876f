import { expect, test } from 'vitest';
import { targetOf } from './target.ts';

const env = { NOMAD_ADDR: 'https://nomad:4646', NOMAD_TOKEN: 'secret' };

test("the stock CLI's variables name the cluster", () => {
  const tls = { NOMAD_CACERT: 'ca', NOMAD_CLIENT_CERT: 'cert', NOMAD_CLIENT_KEY: 'key' };
  const more = { NOMAD_TLS_SERVER_NAME: 'server.global.nomad', NOMAD_REGION: 'eu', NOMAD_NAMESPACE: 'e2e' };
  expect(targetOf({ ...env, ...tls, ...more, NOMAD_NODE_POOL: 'spare' }, {})).toMatchObject({
    address: 'https://nomad:4646',
    token: 'secret',
    tls: { caFile: 'ca', certFile: 'cert', keyFile: 'key', serverName: 'server.global.nomad' },
    region: 'eu',
    namespace: 'e2e',
    ownNamespace: true,
    nodePool: 'spare',
  });
});

test('flags come before variables, and an empty variable is none', () => {
  const named = { NOMAD_NAMESPACE: 'e2e', NOMAD_NODE_POOL: '', NOMAD_REGION: '' };
  expect(targetOf({ ...env, ...named }, { namespace: 'mine' })).toMatchObject({
    namespace: 'mine',
    nodePool: undefined,
    region: undefined,
    tls: undefined,
  });
});

test('without a namespace jobs go to the default one, which is nobody’s own', () => {
  expect(targetOf(env, {})).toMatchObject({ namespace: 'default', ownNamespace: false });
});

test.each([
  [{}, {}, 'ATTACH_ADDRESS'],
  [env, { namespace: '*' }, 'FLAG_INVALID'],
])('what cannot be used is refused: %j %j', (given, flags, code) => {
  expect(() => targetOf(given, flags)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
});
