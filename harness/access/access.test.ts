import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hide, hideSecretsOf } from '../secrets/index.ts';
import { AccessFolder, sweepAccess, sweepClusters } from './index.ts';
import { markOwner, ownerOf } from './owner.ts';

const uid = process.getuid?.();
let root: string;
let runtime: string;
let temporary: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'access-'));
  [runtime, temporary] = [join(root, 'run'), join(root, 'tmp')];
  for (const folder of [runtime, temporary]) mkdirSync(folder, { mode: 0o700 });
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const said: string[] = [];
const say = (line: string) => void said.push(line);
const make = (runId: string, keep = false) => AccessFolder.make(runId, { keep, say });
const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

test('what gives access is for its owner alone, and gone with its folder', async () => {
  const umask = process.umask(0);
  try {
    const access = await make('r1');
    const file = await access.write('cluster.json', '{}');
    hideSecretsOf({ secretsFile: access.secretsFile });
    expect(access.path).toBe(join(runtime, 'nomad-e2e', 'r1'));
    expect([dirname(access.path), access.path].map(modeOf)).toEqual(['700', '700']);
    expect(readdirSync(access.path)).toEqual(['cluster.json', 'owner.json', 'secrets.ndjson']);
    for (const name of readdirSync(access.path))
      expect([name, modeOf(join(access.path, name))]).toEqual([name, '600']);
    await access[Symbol.asyncDispose]();
    expect([access.path, file].filter((each) => existsSync(each))).toEqual([]);
  } finally {
    process.umask(umask);
  }
});

test('a secret that is made when its cluster is gone is hidden, and makes no folder again', async () => {
  const access = await make('r1');
  hideSecretsOf({ secretsFile: access.secretsFile });
  // As another process does it, by `down`.
  rmSync(access.path, { recursive: true });
  hide(['made-too-late-7']);
  await expect(access.write('late', 'x')).rejects.toThrow('ENOENT');
  expect(existsSync(access.path)).toBe(false);
  await access[Symbol.asyncDispose]();
});

/** Root alone can give a folder to somebody else. */
const asRoot = (cases: [string, () => void][]) => (uid === 0 ? cases : []);
const giveAway = (path: string) => chownSync(path, 65_534, 65_534);

test.each<[string, () => void]>([
  ['it is not set', () => vi.stubEnv('XDG_RUNTIME_DIR', '')],
  ['it is not absolute', () => vi.stubEnv('XDG_RUNTIME_DIR', 'run')],
  ['it is not there', () => rmSync(runtime, { recursive: true })],
  ['it is a file', () => vi.stubEnv('XDG_RUNTIME_DIR', process.execPath)],
  ...asRoot([['it is of another user', () => giveAway(runtime)]]),
])('without a runtime folder the temporary one is used: %s', async (_, change) => {
  change();
  await using access = await make('r1');
  expect(access.path).toBe(join(temporary, `nomad-e2e-${uid}`, 'r1'));
});

test('the files of a persistent cluster outlive the login', async () => {
  await using access = await make('r1', true);
  expect(access.path).toBe(join(temporary, `nomad-e2e-${uid}`, 'r1'));
});

const place = () => join(runtime, 'nomad-e2e');

test.each<[string, () => void]>([
  ['its mode is 750', () => mkdirSync(place(), { mode: 0o750 })],
  ['its mode is 701', () => chmodSync(mkdirSync(place(), { recursive: true }) ?? '', 0o701)],
  ['it is a symbolic link', () => symlinkSync(temporary, place())],
  ['it is not a folder', () => writeFileSync(place(), '')],
  ...asRoot([['it belongs to user 65534', () => giveAway(mkdirSync(place(), { recursive: true }) ?? '')]]),
])('a place that others may enter is refused and left as it is: %s', async (reason, occupy) => {
  occupy();
  await expect(make('r1')).rejects.toMatchObject({
    ...{ code: 'ACCESS_FOLDER_UNSAFE', exitCode: 3 },
    message: expect.stringContaining(place()),
    observed: expect.stringContaining(reason),
  });
  expect(readdirSync(temporary)).toEqual([]);
  expect(await sweepAccess()).toEqual({ removed: [], kept: [] });
});

/** A folder as a run leaves it, whose owner is changed as the labels say. */
function left(runId: string, owner: Record<string, string>, keep = false, within = place()): string {
  const path = join(within, runId);
  mkdirSync(path, { mode: 0o700 });
  writeFileSync(join(path, 'cluster.json'), '{}');
  markOwner(path, runId, keep);
  writeFileSync(join(path, 'owner.json'), JSON.stringify({ ...ownerOf(path), ...owner }));
  return path;
}

test('a folder whose owner cannot be written is not left behind', async () => {
  // As on a full disk: there is no path as long as that of a file in it would be.
  const longest = 4095;
  const deep = join(runtime, `${'d'.repeat(199)}/`.repeat(20));
  mkdirSync(deep, { recursive: true });
  vi.stubEnv('XDG_RUNTIME_DIR', deep);
  const within = join(deep, 'nomad-e2e');
  await expect(make('r'.repeat(longest - 6 - within.length))).rejects.toThrow('ENAMETOOLONG');
  expect(readdirSync(within)).toEqual([]);
});

const dead = { 'nomad-e2e.pid-start': '1' };

test('the next start removes what is of a dead owner, and names what it cannot judge', async () => {
  await using alive = await make('alive');
  const [gone, kept] = [left('gone', dead), left('kept', dead, true)];
  const foreign = left('foreign', { 'nomad-e2e.host': 'kept-0123.1' });
  const torn = left('torn', {});
  writeFileSync(join(torn, 'owner.json'), '{"nomad-e2e.pid"');
  writeFileSync(join(place(), 'a-file'), '');
  symlinkSync(gone, join(place(), 'a-link'));
  said.length = 0;

  await using _next = await make('next');

  expect(readdirSync(place()).sort()).toEqual([
    ...['a-file', 'a-link', 'alive', 'foreign', 'kept', 'next', 'torn'],
  ]);
  const unproven = 'nothing here proves that its run has ended';
  expect(said.sort()).toEqual([
    ...[`kept ${foreign}: ${unproven}`, `kept ${torn}: ${unproven}`],
    `removed access files of killed runs: ${gone}`,
  ]);
  expect([alive.path, kept].map((path) => statSync(path).isDirectory())).toEqual([true, true]);
});

test('what a run has left in the other place is removed, too', async () => {
  vi.stubEnv('XDG_RUNTIME_DIR', '');
  await using alive = await make('alive');
  const gone = left('gone', dead, false, dirname(alive.path));
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  await using next = await make('next');
  expect([alive.path, gone, next.path].filter((path) => existsSync(path))).toEqual([alive.path, next.path]);
});

/** An engine that holds nothing but these containers. */
function engineWith(...runs: string[]) {
  const containers = runs.map((run) => ({
    ...{ Id: run, Names: [`/nomad-e2e-${run}-server-1`] },
    Labels: { 'nomad-e2e': 'true', 'nomad-e2e.run': run },
  }));
  const docker = {
    listContainers: async () => containers,
    listNetworks: async () => [],
    listVolumes: async () => ({ Volumes: [] }),
    getContainer: () => ({ remove: async () => undefined }),
  };
  return { docker, local: true, isPrivate: false } as unknown as Parameters<typeof sweepClusters>[0];
}

test('what gives access to a cluster is removed with it by another process', async () => {
  await using own = await make('own');
  const [kept, other] = [left('kept', {}, true), left('other', {}, true)];
  expect((await sweepClusters(engineWith('kept', 'gone'), { runId: 'kept' })).access).toEqual([kept]);
  expect((await sweepClusters(engineWith('other', 'gone'), 'all')).access).toEqual([other]);
  expect(readdirSync(place()).sort()).toEqual([basename(own.path)]);
  // Its containers have been removed by other means.
  const orphan = left('orphan', {}, true);
  expect((await sweepClusters(engineWith(), { runId: 'orphan' })).access).toEqual([orphan]);
});

test('an id that is a path removes nothing', async () => {
  await using own = await make('own');
  for (const runId of ['..', '../..', '.', '../nomad-e2e/own', own.path])
    expect((await sweepClusters(engineWith(), { runId })).access).toEqual([]);
  expect(existsSync(own.path)).toBe(true);
});
