import { expect, test } from 'vitest';
import { secretsIn } from './found.ts';
import { withoutSecrets } from './redact.ts';
import { cleanLines } from './write.ts';

const redacted = '[redacted]';

/** The environment of a job, with what stays to be read of each; [redacted] unless it is said. */
const environment = {
  PGPASSWORD: 'hunter2hunter2',
  MYSQL_PWD: 'hunter2hunter3',
  DB_PASS: 'hunter2hunter4',
  SMTP_CREDENTIALS: 'hunter2hunter5',
  GITHUB_PAT: 'github-hunter-2',
  CONSUL_HTTP_AUTH: 'user:hunter2hunter6',
  API_KEY: 'abcdef0123456',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY',
  SSH_KEY: 'hunter2hunter7',
  SECRET_KEY_BASE: 'hunter2hunter8',
  dbPassword: 'covered-2',
  SENTRY_DSN: 'https://abc123def456@o1.ingest/1',
  PASSWORD_HASH_SALT: 'hunter2hunter9',
};

test.each(Object.entries(environment))('%s of a job is hidden, as a key and in a text', (name, secret) => {
  expect(withoutSecrets({ [name]: secret })).toEqual({ [name]: redacted });
  expect(secretsIn({ [name]: secret })).toEqual([secret]);
  expect(withoutSecrets(`set ${name}=${secret} for the job`)).toBe(`set ${name}=${redacted} for the job`);
  const json = JSON.stringify(JSON.stringify({ [name]: secret }));
  expect(withoutSecrets(json)).toBe(json.replace(secret, redacted));
});

test.each([
  ['postgres://app:S3cretPass99@db/x', 'postgres://app:[redacted]@db/x', 'S3cretPass99'],
  ['redis://:S3cretPass88@cache', 'redis://:[redacted]@cache', 'S3cretPass88'],
  ['https://user:p@ss:word1@example/?a=b', 'https://user:[redacted]@example/?a=b', 'p@ss:word1'],
])('of a URL the password is hidden: %s', (url, clean, password) => {
  expect(withoutSecrets({ DATABASE_URL: url })).toEqual({ DATABASE_URL: clean });
  expect(withoutSecrets(`cannot reach "${url}"`)).toBe(`cannot reach "${clean}"`);
  expect(secretsIn({ DATABASE_URL: url })).toEqual([password]);
});

test.each([
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'glpat-AbCdEfGhIjKlMnOpQrSt',
  'xoxb-123456789012-abcdefABCDEF',
  'AKIAIOSFODNN7EXAMPLE',
  'hvs.CAESIabcdef',
  'sk-proj-abcDEF0123456789abcd',
])('a token is hidden by its shape: %s', (shape) => {
  expect(withoutSecrets(`before ${shape} after`)).toBe(`before ${redacted} after`);
  expect(secretsIn({ Args: ['-t', shape] })).toEqual([shape]);
});

test.each([
  ...['PATH', 'PWD', 'OLDPWD', 'author', 'bypass', 'tokenizer', 'key', 'cache_key', 'public_key', 'compat'],
  ...['TOKEN_FILE', 'secretName', 'AuthMethod', 'token_ttl', 'SecretsFile', 'pass', 'passed', 'path'],
])('%s names no secret', (name) => {
  const value = { [name]: 'an-ordinary-text-1' };
  expect(withoutSecrets(value)).toEqual(value);
  expect(withoutSecrets(`${name}=an-ordinary-text-1`)).toBe(`${name}=an-ordinary-text-1`);
  expect(secretsIn(value)).toEqual([]);
});

test.each([
  'pass=3 fail=2 skip=1',
  'http://127.0.0.1:4646/v1/jobs?prefix=a@b',
  'git@github.com:hashicorp/nomad.git and ssh://git@github.com/x',
  'risk-averse task-3-of-a-long-name-012345678 sk-and-some-words-of-a-name',
  'the token of job a is revoked; password: required',
])('an ordinary text stays: %s', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

/** Milliseconds of this thread's processor, which a busy machine does not lengthen. */
function spentSince(): () => number {
  const begin = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(begin);
    return (user + system) / 1000;
  };
}

const megabyte = 1_000_000;
/** A text of a megabyte that repeats this. */
const repeated = (unit: string) => unit.repeat(megabyte / unit.length);

test.each([
  ...[' ', '\n', '"', '\\"', "'", '=', ':', '-', 'x', `x${' '.repeat(200)}`, 'eyJ-', 'eyJabcdefgh.'],
  ...[
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----\n',
    'token=',
    `token${' '.repeat(1000)}: `,
    '://a:',
    'Bearer ',
  ],
  ...[
    `token${' '.repeat(3000)}"`,
    'Authorization: ',
    'sk-',
    'xoxb-',
    'lorem ipsum dolor sit amet\n',
    '\u001b[',
  ],
])('a megabyte of %j takes less than 100 ms', (unit) => {
  const text = `a${repeated(unit)}b`;
  withoutSecrets(text.slice(0, 1000));
  const spent = spentSince();
  withoutSecrets(text);
  expect(spent()).toBeLessThan(100);
});

test.each(['Authorization:', '-----BEGIN '])('a megabyte after %j takes less than 100 ms', (word) => {
  const spent = spentSince();
  for (const unit of [' ', 'A', '\n']) withoutSecrets(word + repeated(unit));
  expect(spent()).toBeLessThan(300);
});

test('a line of 16 MB without an end takes as long as its size, however small the chunks', async () => {
  const lines = cleanLines();
  const chunk = Buffer.alloc(4096, 'x');
  const spent = spentSince();
  for (let n = 0; n < 4096; n += 1) lines.write(chunk);
  lines.end('\n');
  let size = 0;
  for await (const each of lines) size += each.length;
  expect(size).toBe(16 * 2 ** 20 + 1);
  expect(spent()).toBeLessThan(1500);
});

/** One for each look and each word of a name: none of them may be passed over by the first quick look at a text. */
test.each([
  ...['gho_', 'ghu_', 'ghs_', 'ghr_'].map((mark) => `${mark}0123456789abcdefghijABCDEFGHIJ012345`),
  ...['github_pat_0123456789abcdefghijAB', 'ASIAIOSFODNN7EXAMPLE', 'hvb.CAESIabcdef', 'hvr.CAESIabcdef'],
  ...[`rk_live_${'a1'.repeat(8)}`, `npm_${'a1'.repeat(18)}`, `AIza${'a1'.repeat(17)}b`],
  ...['eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2Q', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
  ...[
    'Bearer abcdefgh12',
    'X-NOMAD-TOKEN: abc',
    'x-vault-token: abc',
    'AUTHORIZATION: Basic abc',
    'a://b:c@d',
  ],
  ...[
    'passwd',
    'PASSPHRASE',
    'credential',
    'ApiKey',
    'private_key',
    'Token',
    'Auth',
    'DSN',
    'Salt',
    'creds',
  ].map((name) => `${name}="abcdefgh"`),
  ...['db_pwd', 'DbPass', 'my-pat', 'DB_CRED', 'db_pw', 'AdminKey', 'gossip_key'].map(
    (name) => `${name}=abcdefgh`,
  ),
])('%s does not stay', (text) => {
  expect(withoutSecrets(text)).toContain(redacted);
});
