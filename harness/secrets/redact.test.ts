import { mkdtempDisposableSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { secretsIn } from './found.ts';
import { hide, hideSecretsOf, shareSecrets, unshareSecrets } from './known.ts';
import { guardOutput, writeUnguarded } from './output.ts';
import { parserWithoutSecrets, withoutSecrets } from './redact.ts';
import { cleanLines } from './write.ts';

const canary = 'f00dcafe-1111-2222-3333-444455556666';

test('no secret of the cluster is left in an entry', () => {
  const entries = [
    { message: `got ${canary} back`, deep: [{ [canary]: `x${canary}` }] },
    { SecretID: 'whatever', aclToken: 'short', Authorization: 'Basic abc' },
    {
      message: 'Bearer abcdefgh.ijkl and NOMAD_TOKEN=hunter2 X-Nomad-Token: zzz',
      key: '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----',
    },
  ];
  const known = secretsIn({ token: canary, nodes: [{ name: 'n' }] });
  const text = JSON.stringify(withoutSecrets(entries, known));
  for (const secret of [canary, 'whatever', 'short', 'Basic', 'abcdefgh', 'hunter2', 'zzz', 'abc\\n'])
    expect(text).not.toContain(secret);
});

test('ordinary text is not redacted', () => {
  const entries = [
    { what: 'token of job a revoked', task: 'write', tokens: 3, key: 'suites/a' },
    { fields: { volume: { Secrets: ['object'], 'Secrets.*': ['string'] } } },
  ];
  expect(withoutSecrets(entries, ['ab'])).toEqual(entries);
});

test('values of secret maps and secret names are redacted', () => {
  const text = JSON.stringify(
    withoutSecrets({
      Secrets: { user: 'one1' },
      secrets: { key: 'two2' },
      Items: { a: 'three3' },
      Env: { DB_PASSWORD: 'four4' },
      body: '{"SecretID": "five5"} secret_key = "six6"',
      log: `a workload's eyJhbGciOiJS.eyJzdWIiOiJn.c2lnbmF0dXJl`,
    }),
  );
  expect(text).not.toMatch(/one1|two2|three3|four4|five5|six6|eyJ/);
});

test('secrets of jobs, volumes and variables are found without references', () => {
  const template = `db_password = "of-a-template-1" token={{ .x }}`;
  const Env = { DB_PASSWORD: 'of-env-2', PORT: '80', API_TOKEN: `\${NOMAD_TOKEN}` };
  const job = { Env, Templates: [{ EmbeddedTmpl: template }] };
  expect(secretsIn({ job, Volumes: [{ Secrets: { a: 'of-volume-3' } }] })).toEqual([
    ...['of-env-2', 'of-a-template-1', 'of-volume-3'],
  ]);
  expect(secretsIn({ Path: 'p', Items: { host: 'of-variable-4' } })).toEqual(['of-variable-4']);
});

test('a known secret is hidden in each of its forms', () => {
  const secret = 'can/ary+"one"?of 24 signs';
  hide([secret, 'password', 'short1']);
  const base64 = [0, 1, 2, 3].map((n) => Buffer.from(`${'u'.repeat(n)}${secret}:x`).toString('base64'));
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify({ message: secret }),
    `${secret.slice(0, 20)}…`,
    ...base64,
  ];
  for (const form of forms) {
    const clean = withoutSecrets(`a ${form} b`);
    expect(clean).toMatch(/^a .*\[redacted\].* b$/);
    expect(Buffer.from(clean, 'base64').toString()).not.toContain('24 signs');
    expect(clean).not.toMatch(/can|signs/);
  }
  expect(withoutSecrets('the password of short1')).toBe('the password of short1');
});

test('standard output hides known secrets unless they are meant for the user', () => {
  hide([canary]);
  const written: string[] = [];
  const output = { write: (chunk: string | Uint8Array) => written.push(String(chunk)) > 0 };
  guardOutput({ outputs: [output] });
  output.write(`token ${canary}\n`);
  output.write(`- ${canary.slice(0, 9)}\u001b[7m${canary.slice(9)}\u001b[27m\n`);
  output.write(Buffer.from(`bytes ${canary}`));
  writeUnguarded(output, `export ${canary}\n`);
  expect(written).toEqual([
    'token [redacted]\n',
    '- [redacted]\u001b[27m\n',
    'bytes [redacted]',
    `export ${canary}\n`,
  ]);
});

test('a secret that spans two chunks is hidden', async () => {
  hide([canary]);
  const lines = cleanLines();
  lines.write(`one ${canary.slice(0, 5)}`);
  lines.end(`${canary.slice(5)}\ntwo`);
  expect((await lines.toArray()).join('')).toBe('one [redacted]\ntwo');
});

test('processes of a run share their secrets by a file', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'secrets-'));
  const file = join(folder.path, 'secrets.ndjson');
  hideSecretsOf({ token: 'of-the-descriptor-5', secretsFile: file });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // As another process writes it.
  hide(['of-a-suite-6']);
  expect(readFileSync(file, 'utf8')).toContain('"of-the-descriptor-5"\n');
  expect(readFileSync(file, 'utf8')).toContain('"of-a-suite-6"\n');
  unshareSecrets(file);
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  shareSecrets(file);
  expect(withoutSecrets('of-a-suite-6')).toBe('[redacted]');
  unshareSecrets(file);
});

test('an object without a secret is not copied', () => {
  const value = { at: '2026-11-27T11:51:19Z', tasks: [{ token_ttl: '1h', events: [1, 2] }] };
  expect(withoutSecrets(value)).toBe(value);
});

test('of what becomes another text in JSON nothing stays', () => {
  const address = new URL('https://user:hunter2hunter2@example/');
  expect(JSON.stringify(withoutSecrets({ address }))).not.toContain('hunter2');
});

test.each([
  { message: `ordinary text, and a number`, deep: [{ at: 1, ok: 0 }] },
  { SecretID: 'hunter2hunter2' },
  { Items: { user: 'one', n: 2 }, secrets: { a: 'two' } },
  { message: 'set "DB_PASS"="hunter2hunter2"' },
  { message: `the begin of ${'f00dcafe-secret'.repeat(3).slice(0, 20)}` },
  { message: 'quoted "x\ny" and f00dcafe-secretf00dcafe-secretf00dcafe-secret' },
])('a line of a ledger is read as its value without secrets: %j', (value) => {
  const also = ['f00dcafe-secret'.repeat(3), 'quoted "x\ny"'];
  const clean = withoutSecrets(value, also);
  const parse = parserWithoutSecrets(also);
  const json = JSON.stringify(value);
  expect(parse(json)).toEqual(clean);
  // As another program may have written it.
  const escaped = json.replaceAll(/(?<!\\)[a-z]/gi, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  expect(parse(escaped)).toEqual(clean);
});
