import { expect, test } from 'vitest';
import { ledgerOf } from './fake-ledger.ts';
import { secretsIn, withoutSecrets } from './redact.ts';

const canary = 'f00dcafe-1111-2222-3333-444455556666';

test('no secret of the cluster is left, wherever in an entry it stands', () => {
  const entries = ledgerOf([
    [0, 'a', { message: `got ${canary} back`, deep: [{ [canary]: `x${canary}` }] }],
    [1, 'b', { SecretID: 'whatever', aclToken: 'short', Authorization: 'Basic abc' }],
    [
      2,
      'c',
      {
        message: 'Bearer abcdefgh.ijkl and NOMAD_TOKEN=hunter2 X-Nomad-Token: zzz',
        key: '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----',
      },
    ],
  ]);
  const known = secretsIn({ token: canary, nodes: [{ name: 'n' }] });
  const text = JSON.stringify(withoutSecrets(entries, known));
  for (const secret of [canary, 'whatever', 'short', 'Basic', 'abcdefgh', 'hunter2', 'zzz', 'abc\\n'])
    expect(text).not.toContain(secret);
});

test('what is no secret stays as it is', () => {
  const entries = ledgerOf([
    [0, 'wait', { what: 'token of job a revoked', task: 'write', tokens: 3, key: 'suites/a' }],
  ]);
  expect(withoutSecrets(entries, ['ab'])).toEqual(entries);
});
