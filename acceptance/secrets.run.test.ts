import { mkdtempDisposable, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accessIn, filesBelow, nomadE2e, placesIn } from './program.ts';

/** In each form that somebody could read a secret in. */
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64').replace(/.=*$/, ''),
  btoa(`user:${secret}`).slice(8).replace(/.=*$/, ''),
];

/** What the text tells of them, by name. */
const toldIn = (text: string, canaries: Record<string, string>) =>
  Object.entries(canaries).flatMap(([name, secret]) =>
    // A task's identity is Nomad's to make: it is known by its look, not in base64.
    (name === 'identity' ? [secret] : formsOf(secret)).some((form) => text.includes(form)) ? [name] : [],
  );

const injected = [
  ...['client', 'gossip', 'identity', 'license', 'management', 'password', 'tls', 'variable', 'volume'],
];

test('no secret is in what a red run writes, and it is said where one was', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-secrets-'));
  const { runs, runtime } = await placesIn(folder.path);
  const file = join(folder.path, 'canaries.json');
  const summary = join(runs, 'github-summary.md');
  const env = {
    ...{ NOMAD_E2E_CANARIES: file, XDG_RUNTIME_DIR: runtime },
    ...{ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
  };
  const flags = ['acceptance/leaky/leaky.e2e.ts', '--secure', '--json', '--runs', runs];
  const { exitCode, stdout, stderr } = await nomadE2e(['run', ...flags], env);
  const canaries = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  expect(Object.keys(canaries).sort()).toEqual(injected);
  expect(Object.values(canaries).filter((secret) => secret.length < 16)).toEqual([]);
  expect(exitCode).toBe(1);

  const [id = ''] = (await readdir(runs)).filter((name) => !name.endsWith('.md'));
  const again = await Promise.all([
    nomadE2e(['report', join(runs, id)]),
    nomadE2e(['judge', join(runs, id)]),
  ]);
  const texts = new Map([
    ['standard output', stdout],
    ['standard error', stderr],
    ...again.map(({ stdout, stderr }, n): [string, string] => [`afterwards ${n}`, stdout + stderr]),
  ]);
  for (const name of await filesBelow(runs)) texts.set(name, await readFile(join(runs, name), 'latin1'));

  const told = [...texts].map(([name, text]) => [name, toldIn(text, canaries)] as const);
  expect(Object.fromEntries(told.filter(([, names]) => names.length > 0))).toEqual({});

  // What gives access is gone with the cluster, and the rest got secrets to write, or the check above checks nothing.
  const written = [...texts.keys()].map((name) => name.replace(`${id}/`, ''));
  expect(await accessIn(runtime)).toEqual([]);
  const hid = written.filter((_, n) => [...texts.values()][n]?.includes('[redacted]'));
  expect(hid.map((name) => name.replace(/(leaky-)[0-9a-f]{8}-leaky\/[0-9a-f]{8}/, '$1x'))).toEqual(
    expect.arrayContaining([
      ...['standard output', 'standard error', 'github-summary.md'],
      ...['report.html', 'junit.xml', 'summary.md', 'result.json', 'ledger.ndjson'],
      ...[expect.stringMatching(/^logs\/client-\d\.log$/), expect.stringMatching(/errors\.txt$/)],
      ...[expect.stringMatching(/say\.stdout$/), expect.stringMatching(/say\.stderr$/)],
      ...[expect.stringMatching(/events\.txt$/), expect.stringMatching(/job\.json$/)],
      ...[expect.stringMatching(/allocation\.json$/)],
    ]),
  );
  expect(written).toEqual(expect.arrayContaining(['trace.json', 'metrics.prom']));
});

test('a run that passes leaves nothing that gave access to its cluster', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-secrets-'));
  const { runs, runtime } = await placesIn(folder.path);
  const env = { XDG_RUNTIME_DIR: runtime };
  const { exitCode } = await nomadE2e(['run', 'suites/operations/acl-tokens.e2e.ts', '--runs', runs], env);
  expect({ exitCode, left: await accessIn(runtime) }).toEqual({ exitCode: 0, left: [] });
});

test("a cluster that stays gives its token to its user, in files that are the user's alone", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-secrets-'));
  const { runs, runtime } = await placesIn(folder.path);
  const env = { XDG_RUNTIME_DIR: '', TMPDIR: runtime };
  const up = await nomadE2e(['up', '--secure', '--runs', runs], env);
  const [id = ''] = await readdir(runs);
  const access = join(runtime, `nomad-e2e-${process.getuid?.()}`, id);
  try {
    const { token, gossipKey } = JSON.parse(await readFile(join(access, 'cluster.json'), 'utf8'));
    expect(up.stdout).toContain(`export NOMAD_TOKEN=${token}\n`);
    const holding = async (place: string) => {
      const files = await filesBelow(place);
      const texts = await Promise.all(files.map((file) => readFile(join(place, file), 'utf8')));
      const holds = (text: string) =>
        /PRIVATE KEY/.test(text) || toldIn(text, { token, gossipKey }).length > 0;
      return files.filter((_, n) => holds(texts[n] ?? ''));
    };
    expect(await holding(runs)).toEqual([]);
    const keys = ['cli', 'client', 'server'].map((role) => `${role}-key.pem`);
    expect(await holding(access)).toEqual([...keys, 'cluster.json', 'secrets.ndjson'].sort());
    for (const file of await filesBelow(access))
      expect([file, (await stat(join(access, file))).mode & 0o777]).toEqual([file, 0o600]);
    expect((await stat(access)).mode & 0o777).toBe(0o700);
    expect(toldIn(up.stderr, { token, gossipKey })).toEqual([]);
  } finally {
    await nomadE2e(['down', id], env);
  }
  await expect(stat(access)).rejects.toThrow('ENOENT');
});
