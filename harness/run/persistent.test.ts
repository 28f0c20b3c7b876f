import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { persistentOf } from './persistent.ts';

test('the lines of `up` name a cluster that is ours, unless NOMAD_ADDR names another', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-kept-'));
  const file = join(folder.path, 'cluster.json');
  const nodes = ['http://127.0.0.1:1001', 'http://127.0.0.1:1002'].map((nomadAddress) => ({ nomadAddress }));
  await writeFile(file, JSON.stringify({ runId: 'kept', nodes }));
  const kept = { descriptorFile: file, descriptor: { runId: 'kept', nodes }, driverFile: undefined };

  expect(persistentOf({ NOMAD_E2E_CLUSTER: file })).toEqual(kept);
  expect(persistentOf({ NOMAD_E2E_CLUSTER: file, NOMAD_ADDR: 'http://127.0.0.1:1002' })).toEqual(kept);
  expect(persistentOf({ NOMAD_E2E_CLUSTER: file, NOMAD_ADDR: 'https://nomad:4646' })).toBeUndefined();
  expect(persistentOf({ NOMAD_ADDR: 'http://127.0.0.1:1002' })).toBeUndefined();
});

test.each(['{}', '{"name":"hostpath","plug'])(
  'a driver profile that is cut is reported before anything starts: %s',
  async (text) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-kept-'));
    const [file, driver] = ['cluster.json', 'driver.json'].map((name) => join(folder.path, name));
    await writeFile(String(file), JSON.stringify({ runId: 'kept', nodes: [] }));
    await writeFile(String(driver), text);
    expect(() => persistentOf({ NOMAD_E2E_CLUSTER: file, NOMAD_E2E_DRIVER: driver })).toThrow(
      expect.objectContaining({
        code: 'PROFILE_UNREADABLE',
        message: expect.stringContaining(String(driver)),
      }),
    );
  },
);

test.each(['', '{"runId":"kept","nod', 'null', '{}', '{"runId":"kept","nodes":[{}]}'])(
  'a descriptor that is cut is told as such: %s',
  async (text) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-kept-'));
    const file = join(folder.path, 'cluster.json');
    await writeFile(file, text);
    expect(() => persistentOf({ NOMAD_E2E_CLUSTER: file })).toThrow(
      expect.objectContaining({ code: 'CLUSTER_UNREADABLE', message: expect.stringContaining(file) }),
    );
  },
);

test('a cluster that was removed is told as such', () => {
  const gone = { NOMAD_E2E_CLUSTER: '/gone/cluster.json' };
  expect(() => persistentOf(gone)).toThrow(expect.objectContaining({ code: 'CLUSTER_UNREADABLE' }));
});
