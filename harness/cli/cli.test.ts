import { mkdir, mkdtempDisposable, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { fakeNomad, writeProgram } from '../binary/fake-binary.ts';
import { labels } from '../engine/index.ts';
import { runCommand } from './run-command.ts';

const [home, temporary] = [process.cwd(), tmpdir()];
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.chdir(home);
});

/** The command line in this process, in an empty folder, with an engine and an archive that cannot be reached. */
async function cli(...args: string[]) {
  return await cliWith({}, ...args);
}

async function cliWith(env: Record<string, string>, ...args: string[]) {
  await using folder = await emptyFolder();
  await using own = await emptyFolder();
  await writeFile(join(folder.path, 'not-nomad'), 'text');
  for (const name of Object.keys(process.env)) vi.stubEnv(name, undefined);
  const access = { XDG_RUNTIME_DIR: own.path, TMPDIR: own.path };
  for (const [name, value] of Object.entries({ ...offline(folder.path), ...access, ...env }))
    vi.stubEnv(name, value);
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) => {
    const written: string[] = [];
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    return written;
  });
  process.chdir(folder.path);
  const exitCode = await runCommand(args, new AbortController().signal);
  process.chdir(home);
  vi.restoreAllMocks();
  const found = [...(await readdir(folder.path)), ...(await readdir(own.path, { recursive: true }))];
  const left = found.filter((name) => !['not-nomad', 'nomad-e2e'].includes(name));
  return { exitCode, stdout: stdout?.join('') ?? '', stderr: stderr?.join('') ?? '', left };
}

const emptyFolder = () => mkdtempDisposable(join(temporary, 'nomad-e2e-cli-'));

const offline = (folder: string) => ({
  ...{ PATH: '/nowhere', HOME: folder, DOCKER_HOST: `unix://${folder}/no.sock` },
  NOMAD_E2E_RELEASE_URL: 'http://127.0.0.1:1',
});

const upgradeTo = ['upgrade', '--from', '1.10.5', '--to', '1.11.3'];
const shop = join(import.meta.dirname, '..', '..', 'fixtures', 'own-jobs', 'shop.nomad.hcl');

test.each([
  [['run', '--servers', '2'], 'FLAG_INVALID: --servers 2 cannot be used: it takes 1, 3 or 5'],
  [['run', '--clients', 'many'], 'FLAG_INVALID: --clients many cannot be used: it takes a whole number'],
  [['run', '--node-engine', 'sid'], 'NODE_ENGINE_UNKNOWN: --node-engine sid cannot be used'],
  [['doctor', '--node-engine', 'sid'], 'NODE_ENGINE_UNKNOWN: --node-engine sid cannot be used'],
  [['run', '--attach', '--node-engine', 'trixie'], 'FLAG_INVALID: --node-engine shapes a new cluster'],
  [['run', '--repeat', '0'], 'FLAG_INVALID: --repeat 0 cannot be used: it takes a whole number above 0'],
  [['run', '--driver-profile', 'hostpth'], 'PROFILE_UNKNOWN: there is no driver profile or file "hostpth"'],
  [['run', '--driver-profile', 'not-nomad'], 'PROFILE_INVALID: not-nomad:1'],
  [['run', 'cis'], 'SUITE_UNKNOWN: unknown suite area or file "cis"'],
  [['run', 'not-nomad'], 'SUITE_EMPTY: no suites in not-nomad'],
  [['matrix', 'csi', 'not-nomad', '--nomad-version', '1.11.3', '--output', 'a.md'], 'SUITES_MIXED: '],
  [['bench', '--suites', 'not-nomad'], 'SUITE_EMPTY: '],
  [['run', '--nomad-version', '1.11.x'], "BINARY_VERSION_INVALID: '1.11.x' is not a Nomad version"],
  [['run', '--nomad-version', '1.12.0'], 'BINARY_VERSION_UNKNOWN: Nomad 1.12 was never released'],
  [['run', '--nomad-version', '1.11.3+ent'], 'BINARY_ENTERPRISE: '],
  [['run', '--nomad-binary', 'missing'], 'BINARY_PATH_INVALID: '],
  [['run', '--nomad-binary', 'not-nomad'], 'BINARY_PATH_INVALID: '],
  [['report', 'none'], 'RUN_UNKNOWN: no run found in none: it has no ledger'],
  [['report'], 'FLAG_INVALID: report needs the folder or id of a run, or --compare'],
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
  [['upgrade', '--from', '1.9.4', '--to', '1.11.3', '--clients', '1'], 'UPGRADE_TOO_SMALL: '],
  [
    ['upgrade', '--from', '1.9.4', '--to', '1.11.3', '--inject', 'weeds'],
    "option '--inject <failure...>' argument 'weeds'",
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
  [[...upgradeTo, '--var', 'image=a:1'], 'FLAG_INVALID: --var requires --job'],
  [[...upgradeTo, '--nomad-var', 'a/b.c=d'], 'FLAG_INVALID: --nomad-var requires --job'],
  [
    [...upgradeTo, '--job', shop, '--nomad-var', 'a/b.c'],
    'FLAG_INVALID: --nomad-var a/b.c cannot be used: it takes <path>.<key>=<value>',
  ],
  [
    [...upgradeTo, '--job', shop, '--dispatch-meta', 'shop=secret'],
    'FLAG_INVALID: --dispatch-meta shop=… cannot be used: it takes <job>.<key>=<value>',
  ],
  [['compare-storage', '--output', 'none/a.md'], 'FLAG_INVALID: --output none/a.md cannot be used'],
  [['regression', 'Z9'], 'REGRESSION_UNKNOWN: '],
  [['regression', 'Z9', '--all'], 'REGRESSION_UNKNOWN: '],
  [['regression', 'A1', '--from', '1.5.3'], 'FLAG_INVALID: --from 1.5.3 cannot be used'],
  [['regression', 'A1', '--available'], 'FLAG_INVALID: --available requires --all'],
  [['go'], "error: unknown command 'go'"],
  [['down'], 'DOWN_TARGET_REQUIRED: '],
  [['down', '--attach'], 'ATTACH_ADDRESS: NOMAD_ADDR is not set'],
  [['run', '--attach'], 'ATTACH_ADDRESS: NOMAD_ADDR is not set'],
  [['run', '--attach', '--servers', '3'], 'FLAG_INVALID: --servers shapes a new cluster'],
  [['run', '--node-pool', 'spare'], 'FLAG_INVALID: --node-pool requires --attach'],
  [['conformance', '--job-image', 'a'], 'FLAG_INVALID: --job-image requires --attach'],
  [
    ['conformance', '--attach', '--nomad-version', '2.0'],
    'FLAG_INVALID: --nomad-version shapes a new cluster',
  ],
  [['statu'], '(Did you mean status?)'],
  [['run', '--shard', '3/2'], 'FLAG_INVALID: --shard 3/2 cannot be used: it takes <part>/<parts>'],
  [['run', 'lifecycle', '--shard', '90/90'], 'FLAG_INVALID: --shard 90/90 cannot be used: there are'],
  [['chaos', '--schedule', 'not-nomad'], 'SCHEDULE_UNREADABLE: cannot read the schedule not-nomad'],
  [['merge', 'none'], 'FLAG_INVALID: merge needs at least two runs'],
  [['merge', 'none', 'other'], 'RUN_UNKNOWN: no run found in none: it has no ledger'],
  [['logs', 'server-1', '--lines', 'all'], 'FLAG_INVALID: --lines all cannot be used'],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
])('%j is refused with exit code 2 and one message', async (args, message) => {
  const { exitCode, stdout, stderr, left } = await cli(...args);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
  expect({ exitCode, stdout, left }).toEqual({ exitCode: 2, stdout: '', left: [] });
});

test('what a shell has of another run does not reach the suites', async () => {
  const { stderr } = await cliWith({ NOMAD_E2E_PREFIX: 'other', NOMAD_E2E_OWN_SUITES: 'true' }, 'run', 'cis');
  expect(stderr).toMatch(/^NOMAD_E2E_PREFIX, NOMAD_E2E_OWN_SUITES: not obeyed.*\nSUITE_UNKNOWN: /);
  expect(process.env.NOMAD_E2E_PREFIX).toBeUndefined();
});

test('an unreachable engine is exit code 3, with what was tried', async () => {
  const { exitCode, stdout, stderr } = await cli('down', '--all');
  expect(stderr).toMatch(/ENGINE_UNREACHABLE: .*\n(.*\n)*last observed: (.*\n)*next: /);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
});

test('an unreachable cluster is exit code 3 and one message', async () => {
  const answer = await cliWith({ NOMAD_ADDR: 'http://127.0.0.1:1' }, 'run', '--attach', 'lifecycle');
  expect(answer.stderr).toMatch(
    /ATTACH_UNREACHABLE: .*127\.0\.0\.1:1\nlast observed: .*ECONNREFUSED.*\nnext: /,
  );
  expect(answer.stderr).not.toContain('    at ');
  expect(answer).toMatchObject({ exitCode: 3, stdout: '', left: [] });
});

test.each([
  [['--nomad-version', '3.0'], 'the newest release of Nomad 3.0 is not known'],
  [['--nomad-version', '2.0.4'], 'could not obtain Nomad 2.0.4 from any source'],
  [['--nomad-version', '1.6.1'], 'could not obtain Nomad 1.6.1 from any source'],
  [[], 'neither Nomad 2.0.5 nor 1.6.1 is available here'],
])('run %j without any source of Nomad fails before it opens an engine', async (flags, said) => {
  const { exitCode, stdout, stderr, left } = await cli('run', ...flags);
  expect(stderr).toMatch(new RegExp(`^BINARY_UNAVAILABLE: ${said}`));
  expect(stderr).not.toContain('engine …');
  expect({ exitCode, stdout, left }).toEqual({ exitCode: 3, stdout: '', left: [] });
});

test.each([
  [['run'], {}],
  [['up'], {}],
  [['run', '--attach'], { NOMAD_ADDR: 'http://127.0.0.1:1' }],
  [['upgrade', '--from', '1.10.5', '--to', '2.0.5'], {}],
])('%j begins with nothing where others may read what gives access to its cluster', async (args, env) => {
  await using folder = await emptyFolder();
  for (const place of ['nomad-e2e', `nomad-e2e-${process.getuid?.()}`])
    await mkdir(join(folder.path, place), { mode: 0o755 });
  const answer = await cliWith({ XDG_RUNTIME_DIR: folder.path, TMPDIR: folder.path, ...env }, ...args);
  expect(answer.stderr).toMatch(/(?:^|\n)ACCESS_FOLDER_UNSAFE: .*\nlast observed: its mode is 755/);
  expect(answer).toMatchObject({ exitCode: 3, stdout: '', left: [] });
});

test('prune removes what gave access to the cluster of a killed run, also where no engine answers', async () => {
  await using folder = await emptyFolder();
  const place = join(folder.path, 'nomad-e2e');
  const owners = { alive: labels('alive'), gone: { ...labels('gone'), 'nomad-e2e.pid-start': '1' } };
  for (const [run, owner] of Object.entries(owners)) {
    await mkdir(join(place, run), { recursive: true, mode: 0o700 });
    await writeFile(join(place, run, 'owner.json'), JSON.stringify(owner));
  }
  const env = { XDG_RUNTIME_DIR: folder.path, TMPDIR: folder.path };
  expect(await cliWith(env, 'prune', '--dry-run')).toMatchObject({ stdout: '' });
  expect(await cliWith(env, 'prune')).toMatchObject({ stdout: `removed ${join(place, 'gone')}\n` });
  expect(await readdir(place)).toEqual(['alive']);
});

test('an unreadable release key is exit code 2', async () => {
  const answer = await cliWith({ NOMAD_E2E_RELEASE_KEY: '/nowhere/key.asc' }, 'run');
  expect(answer.stderr).toMatch(/^BINARY_KEY_INVALID: \/nowhere\/key\.asc is not a file with the public key/);
  expect(answer).toMatchObject({ exitCode: 2, stdout: '', left: [] });
});

test('doctor lists what a run needs and does not find', async () => {
  const { exitCode, stdout } = await cli('doctor');
  expect(stdout).toMatch(
    /^ok +machine .*\nno +engine +ENGINE_UNREACHABLE: (.*\n)*no +Nomad 2\.0\.5 +BINARY_UNAVAILABLE: (.*\n)*a run cannot start: 2 problems to fix\n?$/,
  );
  expect(exitCode).toBe(3);
});

test('doctor says that a run would not start where others may enter', async () => {
  await using folder = await emptyFolder();
  await symlink(folder.path, join(folder.path, 'nomad-e2e'));
  const { stdout } = await cliWith({ XDG_RUNTIME_DIR: folder.path }, 'doctor');
  expect(stdout).toMatch(
    /\nno +access files +ACCESS_FOLDER_UNSAFE: .*\n +last observed: it is a symbolic link\n/,
  );
});

test('an engine of the nodes that the new version cannot use is exit code 2 before anything is started', async () => {
  await using folder = await emptyFolder();
  await writeFile(join(folder.path, 'docker-ce_18.09.9~3-0_amd64.deb'), '!<arch>\n');
  const path = ['upgrade', '--from', '1.11.3', '--to', '2.0.5', '--dry-run'];
  const answer = await cli(...path, '--node-engine', folder.path);
  expect(answer).toMatchObject({ exitCode: 2, stdout: '', left: [] });
  expect(answer.stderr).toMatch(/^NODE_ENGINE_UNSUITED: .* Nomad 2\.0\.5 needs API 1\.40 or later/);
});

test('a dry run prints the plan and starts nothing', async () => {
  const volume = join(shop, '..', 'orders.volume.hcl');
  const files = ['--job', shop, '--volume', volume, '--var', 'image=shop:1'];
  const bounds = ['--max-writer-stall', '8s', '--max-api-gap', '900', '--max-exec-stall', '7s'];
  const answer = await cli('upgrade', '--from', '1.10.5', '--to', '2.0.5', '--dry-run', ...files, ...bounds);
  expect(answer).toMatchObject({ exitCode: 0, left: [] });
  expect(answer.stdout).toMatch(/^plan of a rehearsal: Nomad 1\.10\.5 to 2\.0\.5/);
  expect(answer.stdout).toContain('are kept open: 7000 and 40000 ms of silence are a NO-GO\n');
  for (const part of [/: 8000 ms without one are a NO-GO\n/, /: 900 ms without any answer are a NO-GO\n/])
    expect(answer.stdout).toMatch(part);
  for (const part of [/alloc\/logs/, /\n {2}4\/7 client-4, the canary\n/, /job shop: /, /image shop:1: /])
    expect(answer.stdout).toMatch(part);
});

test('a dry run of a broken path is refused after its plan unless it is forced', async () => {
  const broken = ['upgrade', '--from', '1.9.4', '--to', '2.0.5', '--dry-run', '--json'];
  const refused = await cli(...broken);
  const forced = await cli(...broken, '--force');
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
])('a binary of version %s is checked before the engine: %s', async (version, code, line) => {
  await using folder = await emptyFolder();
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

test('a truncated file is exit code 3 without a stack', async () => {
  await using folder = await emptyFolder();
  const file = join(folder.path, 'cluster.json');
  await writeFile(file, '{"runId":"cut","nod');
  const { exitCode, stderr } = await cliWith({ NOMAD_E2E_CLUSTER: file }, 'run', '--attach');
  expect(stderr).toMatch(/^CLUSTER_UNREADABLE: .*cluster\.json.*\n(.*\n)*next: /);
  expect(stderr).not.toContain('    at ');
  expect(exitCode).toBe(3);
});
