import { mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { fakeNomad, writeProgram } from '../binary/fake-binary.ts';

const program = join(import.meta.dirname, 'nomad-e2e.js');

/** The command line in a process of its own, in an empty folder, with an engine and an archive that cannot be reached. */
async function cli(...args: string[]) {
  return await cliWith({}, ...args);
}

async function cliWith(env: Record<string, string>, ...args: string[]) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-cli-'));
  await writeFile(join(folder.path, 'not-nomad'), 'text');
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
    cwd: folder.path,
    stdin: 'ignore',
    reject: false,
    extendEnv: false,
    env: {
      ...{ PATH: '/nowhere', HOME: folder.path, DOCKER_HOST: `unix://${folder.path}/no.sock` },
      ...{ NOMAD_E2E_RELEASE_URL: 'http://127.0.0.1:1', ...env },
    },
  });
  return {
    exitCode,
    stdout,
    stderr,
    left: (await readdir(folder.path)).filter((name) => name !== 'not-nomad'),
  };
}

const upgradeTo = ['upgrade', '--from', '1.10.5', '--to', '1.11.3'];
const shop = join(import.meta.dirname, '..', '..', 'fixtures', 'own-jobs', 'shop.nomad.hcl');

test.each([
  [['run', '--servers', '2'], 'FLAG_INVALID: --servers 2 cannot be used: it takes 1, 3 or 5'],
  [['run', '--clients', 'many'], 'FLAG_INVALID: --clients many cannot be used: it takes a whole number'],
  [['run', '--repeat', '0'], 'FLAG_INVALID: --repeat 0 cannot be used: it takes a whole number above 0'],
  [['run', '--driver-profile', 'hostpth'], 'PROFILE_UNKNOWN: there is no driver profile or file "hostpth"'],
  [['run', '--driver-profile', 'not-nomad'], 'PROFILE_INVALID: not-nomad:1'],
  [['run', 'cis'], 'SUITE_UNKNOWN: there is no area or file "cis" of suites'],
  [['run', 'not-nomad'], 'SUITE_EMPTY: no suite would run of not-nomad'],
  [['matrix', 'csi', 'not-nomad', '--nomad-version', '1.11.3', '--output', 'a.md'], 'SUITES_MIXED: '],
  [['bench', '--suites', 'not-nomad'], 'SUITE_EMPTY: '],
  [['run', '--nomad-version', '1.11.x'], "BINARY_VERSION_INVALID: '1.11.x' is not a Nomad version"],
  [['run', '--nomad-version', '1.12.0'], 'BINARY_VERSION_UNKNOWN: Nomad 1.12 was never released'],
  [['run', '--nomad-version', '1.11.3+ent'], 'BINARY_ENTERPRISE: '],
  [['run', '--nomad-binary', 'missing'], 'BINARY_PATH_INVALID: '],
  [['run', '--nomad-binary', 'not-nomad'], 'BINARY_PATH_INVALID: '],
  [['report', 'none'], 'RUN_UNKNOWN: there is no ledger of a run in none'],
  [['report'], 'FLAG_INVALID: report takes the folder of a run or its id, or --compare'],
  [['report', 'none', '--format', 'pdf'], 'FLAG_INVALID: --format pdf cannot be used: it takes html, junit'],
  [['report', '--compare', 'one'], 'FLAG_INVALID: --compare takes two runs, the earlier first'],
  [['report', '--compare', 'one', 'two', '--format', 'html'], 'cannot be used with --compare: text or json'],
  [['self-test', '--only', 'weeds'], 'DEFECT_UNKNOWN: there is no defect weeds'],
  [['run', '--servres', '1'], "error: unknown option '--servres'"],
  [['upgrade', '--from', '1.9.4'], "error: required option '--to"],
  [['upgrade', '--from', '1.11.3', '--to', '1.9.4'], 'UPGRADE_PATH_BROKEN: '],
  [
    ['upgrade', '--from', '1.9.4', '--to', '2.0.5'],
    'go to 1.11 first\nlast observed: Nomad docs, Migrate from',
  ],
  [['upgrade', '--from', '1.11.3', '--to', '1.12.0'], 'Nomad 1.12 was never released: 2.0 followed 1.11'],
  [
    [...upgradeTo, '--max-api-gap', 'soon'],
    'FLAG_INVALID: --max-api-gap soon cannot be used: it takes a time',
  ],
  [[...upgradeTo, '--max-writer-stall', '0s'], 'FLAG_INVALID: --max-writer-stall 0s cannot be used'],
  [[...upgradeTo, '--anyway'], 'FLAG_INVALID: --anyway is now --force'],
  [[...upgradeTo, '--plant', 'lost-write'], 'FLAG_INVALID: --plant is now --inject'],
  [['chaos', '--plant', 'two-writers'], 'FLAG_INVALID: --plant is now --inject'],
  [[...upgradeTo, '--dry-run', '--clients', '1'], 'UPGRADE_TOO_SMALL: '],
  [[...upgradeTo, '--dry-run', '--job', 'not-nomad'], 'OWN_JOB_INVALID: not-nomad:1'],
  [[...upgradeTo, '--dry-run', '--job', shop, '--var', 'image=a:1'], 'OWN_VOLUME_MISSING: '],
  [['run', '--nomad-version', '1.12.0'], 'BINARY_VERSION_UNKNOWN: Nomad 1.12 was never released'],
  [['upgrade', '--from', '1.9.4', '--to', '1.11.3', '--clients', '1'], 'UPGRADE_TOO_SMALL: '],
  [
    ['upgrade', '--from', '1.9.4', '--to', '1.11.3', '--inject', 'weeds'],
    "option '--inject <trouble>' argument 'weeds'",
  ],
  [['diff', '--from', '1.9.4'], "error: required option '--to"],
  [['diff', '--from', '1.9', '--to', '1.11.3'], "BINARY_VERSION_INVALID: '1.9' is not a Nomad version"],
  [
    [...upgradeTo, '--job', 'missing.nomad.hcl'],
    'OWN_FILE_UNREADABLE: cannot read the job file missing.nomad.hcl',
  ],
  [[...upgradeTo, '--job', 'not-nomad'], 'OWN_JOB_INVALID: not-nomad:1'],
  [
    [...upgradeTo, '--job', shop, '--var', 'image=a:1'],
    'shop.nomad.hcl:13: volume "orders" is not provided by any --volume',
  ],
  [[...upgradeTo, '--job', shop, '--volume', 'none.hcl', '--var', 'image=a:1'], 'VOLUME_SPEC_UNREADABLE: '],
  [[...upgradeTo, '--job', shop, '--var', 'image'], 'FLAG_INVALID: --var image cannot be used'],
  [[...upgradeTo, '--var', 'image=a:1'], 'FLAG_INVALID: --volume and --var are for a --job'],
  [['compare-storage', '--output', 'none/a.md'], 'FLAG_INVALID: --output none/a.md cannot be used'],
  [['regression', 'Z9'], 'REGRESSION_UNKNOWN: '],
  [['regression', 'Z9', '--all'], 'REGRESSION_UNKNOWN: '],
  [['regression', 'A1', '--from', '1.5.3'], 'FLAG_INVALID: --from 1.5.3 cannot be used'],
  [['regression', 'A1', '--available'], 'FLAG_INVALID: --available goes with --all'],
  [['go'], "error: unknown command 'go'"],
  [['down'], 'DOWN_WHAT: '],
  [['down', '--attach'], 'ATTACH_ADDRESS: NOMAD_ADDR is not set'],
  [['run', '--attach'], 'ATTACH_ADDRESS: NOMAD_ADDR is not set'],
  [['run', '--attach', '--servers', '3'], 'FLAG_INVALID: --servers shapes a cluster of our own'],
  [['run', '--node-pool', 'spare'], 'FLAG_INVALID: --node-pool is for a cluster that exists'],
  [['statu'], '(Did you mean status?)'],
  [['run', '--shard', '3/2'], 'FLAG_INVALID: --shard 3/2 cannot be used: it takes <part>/<parts>'],
  [['merge', 'none'], 'FLAG_INVALID: merge takes two runs or more'],
  [['merge', 'none', 'other'], 'RUN_UNKNOWN: there is no ledger of a run in none'],
  [['logs', 'server-1', '--lines', 'all'], 'FLAG_INVALID: --lines all cannot be used'],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
])('%j is refused with exit code 2 and one message', async (args, message) => {
  const { exitCode, stdout, stderr, left } = await cli(...args);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
  expect({ exitCode, stdout, left }).toEqual({ exitCode: 2, stdout: '', left: [] });
});

test('an engine that cannot be reached is exit code 3, with what was tried and what to do', async () => {
  const { exitCode, stdout, stderr } = await cli('down', '--all');
  expect(stderr).toMatch(/ENGINE_UNREACHABLE: .*\n(.*\n)*last observed: (.*\n)*next: /);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
});

test('a cluster that cannot be reached is exit code 3 and one message, and leaves nothing', async () => {
  const answer = await cliWith({ NOMAD_ADDR: 'http://127.0.0.1:1' }, 'run', '--attach', 'lifecycle');
  expect(answer.stderr).toMatch(
    /ATTACH_UNREACHABLE: .*127\.0\.0\.1:1\nlast observed: .*ECONNREFUSED.*\nnext: /,
  );
  expect(answer.stderr).not.toContain('    at ');
  expect(answer).toMatchObject({ exitCode: 3, stdout: '', left: [] });
});

test.each([
  [['--nomad-version', '3.0'], 'the newest release of Nomad 3.0 is not known'],
  [['--nomad-version', '2.0.4'], 'Nomad 2.0.4 is available from no source'],
  [['--nomad-version', '1.6.1'], 'Nomad 1.6.1 is available from no source'],
  [[], 'neither Nomad 2.0.5 nor 1.6.1 is available here'],
])(
  'run %j without archive, cache and Go is one message, before an engine is looked for',
  async (flags, said) => {
    const { exitCode, stdout, stderr, left } = await cliWith(
      { NOMAD_E2E_RELEASE_URL: 'http://127.0.0.1:1' },
      ...['run', ...flags],
    );
    expect(stderr).toMatch(new RegExp(`^BINARY_UNAVAILABLE: ${said}`));
    expect(stderr).not.toContain('engine …');
    expect({ exitCode, stdout, left }).toEqual({ exitCode: 3, stdout: '', left: [] });
  },
);

test('a file with the release key that cannot be read is exit code 2', async () => {
  const answer = await cliWith({ NOMAD_E2E_RELEASE_KEY: '/nowhere/key.asc' }, 'run');
  expect(answer.stderr).toMatch(/^BINARY_KEY_INVALID: \/nowhere\/key\.asc is not a file with the public key/);
  expect(answer).toMatchObject({ exitCode: 2, stdout: '', left: [] });
});

test('doctor goes on without an engine, says what a run lacks, and is exit code 3', async () => {
  const { exitCode, stdout } = await cli('doctor');
  expect(stdout).toMatch(
    /^ok +machine .*\nno +engine +ENGINE_UNREACHABLE: (.*\n)*no +Nomad 2\.0\.5 +BINARY_UNAVAILABLE: (.*\n)*a run cannot start: 2 to mend\n?$/,
  );
  expect(exitCode).toBe(3);
});

test('a dry run starts nothing, prints the plan, and is exit code 0', async () => {
  const volume = join(shop, '..', 'orders.volume.hcl');
  const files = ['--job', shop, '--volume', volume, '--var', 'image=shop:1'];
  const bounds = ['--max-writer-stall', '8s', '--max-api-gap', '900'];
  const answer = await cli('upgrade', '--from', '1.10.5', '--to', '2.0.5', '--dry-run', ...files, ...bounds);
  expect(answer).toMatchObject({ exitCode: 0, left: [] });
  expect(answer.stdout).toMatch(/^plan of a rehearsal: Nomad 1\.10\.5 to 2\.0\.5/);
  for (const part of [/: 8000 ms without one are a NO-GO\n/, /: 900 ms without any answer are a NO-GO\n/])
    expect(answer.stdout).toMatch(part);
  for (const part of [/alloc\/logs/, /\n {2}4\/7 client-4, the canary\n/, /job shop: /, /image shop:1: /])
    expect(answer.stdout).toMatch(part);
});

test('a dry run of a broken path prints the plan and its source, and is exit code 2 unless it is forced', async () => {
  const broken = ['upgrade', '--from', '1.9.4', '--to', '2.0.5', '--dry-run', '--json'];
  const [refused, forced] = await Promise.all([cli(...broken), cli(...broken, '--force')]);
  expect([refused.exitCode, forced.exitCode]).toEqual([2, 0]);
  expect(refused.stderr).toContain('UPGRADE_PATH_BROKEN: ');
  for (const { stdout } of [refused, forced]) {
    expect(JSON.parse(stdout)).toMatchObject({
      from: '1.9.4',
      notes: expect.arrayContaining([
        expect.objectContaining({ severity: 'break', source: expect.stringContaining('migrate-1-8-to-2-0') }),
      ]),
      steps: expect.arrayContaining([{ place: '4/7', part: 'canary', node: 'client-4' }]),
    });
  }
});

test.each([
  ['2.0.6-dev', 'ENGINE_UNREACHABLE: ', ''],
  ['2.0.5+fips1403', 'ENGINE_UNREACHABLE: ', 'warning: Nomad 2.0.5+fips1403 runs in FIPS mode'],
  ['2.0.5+ent.fips1403', 'BINARY_ENTERPRISE: ', ''],
])('a binary that says %s is asked before the engine: %s', async (version, code, line) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-cli-'));
  const path = join(folder.path, 'nomad');
  await writeProgram(path, fakeNomad(version));
  const { exitCode, stderr } = await cli('run', '--nomad-binary', path);
  expect(stderr).toContain(code);
  expect(stderr).toContain(line);
  expect(exitCode).toBe(3);
});

test('help is exit code 0', async () => {
  expect(await cli('--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('run [options] [what...]'),
  });
});

test('a file of a run that is cut is exit code 3, and no stack', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-cli-'));
  await writeFile(join(folder.path, 'ledger.ndjson'), '');
  await writeFile(join(folder.path, 'cluster.json'), '{"runId":"cut","nod');
  const { exitCode, stderr } = await cli('report', folder.path);
  expect(stderr).toMatch(/^FILE_UNREADABLE: .*cluster\.json.*\n(.*\n)*next: /);
  expect(stderr).not.toContain('    at ');
  expect(exitCode).toBe(3);
});
