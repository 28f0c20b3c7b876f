import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePlugin, expect, type NomadClient, type Scope, test } from '../../harness/index.ts';

/** A secret of this run alone, with signs that change in a URL and in JSON. */
const canary = () => `canary/${randomBytes(12).toString('hex')}+"q"`;

/** What gives access to the cluster, by the files that its owner has. */
function accessToCluster(): Record<string, string> {
  const file = process.env.NOMAD_E2E_CLUSTER ?? '';
  const { token, gossipKey, tlsFolder } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const pem = readFileSync(join(tlsFolder ?? '', 'cli-key.pem'), 'utf8');
  const key = pem.split('\n').find((line) => line.length === 64);
  return { management: token ?? '', gossip: gossipKey ?? '', tls: key ?? '' };
}

async function clientToken(nomad: NomadClient, scope: Scope): Promise<string> {
  const Name = scope.name('leaky');
  await nomad.acl.putPolicy({ Name, Rules: 'node { policy = "read" }' });
  scope.defer(`delete policy ${Name}`, () => nomad.acl.deletePolicy(Name));
  return (await nomad.acl.createToken({ Name, Type: 'client', Policies: [Name] })).SecretID;
}

// Red on purpose: whoever writes something about this run gets the secrets to write.
test('everything that is secret is told wherever it can be', async ({ cluster, nomad, scope }) => {
  await ensurePlugin(cluster);
  const [variable, password, license, volume] = [
    canary(),
    randomBytes(16).toString('hex'),
    canary(),
    canary(),
  ];
  const known = {
    ...accessToCluster(),
    client: await clientToken(nomad, scope),
    variable,
    password,
    license,
    volume,
  };
  const save = (more: object = {}) =>
    writeFileSync(process.env.NOMAD_E2E_CANARIES ?? '', JSON.stringify({ ...known, ...more }), {
      mode: 0o600,
    });
  save();
  const Path = `nomad/jobs/${scope.name('leaky')}`;
  await nomad.variables.put({ Path, Items: { value: variable } });
  scope.defer('delete the variable', () => nomad.variables.delete(Path));
  await scope.volume('regressions/guarded.volume.hcl', { token: volume, token_sha256: 'none' });

  const file = join(import.meta.dirname, 'leaky.nomad.hcl');
  const { ID } = await (await scope.run(file, { db_password: password, license_token: license })).ended();
  const said = await nomad.allocations.logs(ID, { task: 'say', type: 'stdout' });
  const [identity = ''] = /eyJ\S+/.exec(said) ?? [];
  save({ identity });

  const all = { ...known, identity };
  for (const [name, text] of Object.entries(all)) {
    scope.note('leak', {
      name,
      text,
      url: `http://x/?q=${encodeURIComponent(text)}`,
      basic: btoa(`user:${text}`),
    });
    console.log(`told of ${name}: ${text}`);
    await nomad.volumes.read(text).catch((error: Error) => scope.note('leak', { message: error.message }));
  }
  expect(Object.values(all).join('\n')).toBe(`${Object.values(all).join('\n')} and no more`);
});
