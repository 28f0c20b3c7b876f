import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BundleOptions, writeBundle } from './bundle.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stub = { ID: 'aaaaaaaa-1', JobID: 'job' };
const states = {
  init: { State: 'dead', Events: [{ Type: 'Terminated', Time: 2e15, DisplayMessage: 'Exit Code: 7' }] },
  main: { State: 'dead', Events: [{ Type: 'Received', Time: 1e15, DisplayMessage: 'Task received' }] },
};
const failure = {
  ID: 'e1',
  TriggeredBy: 'job-register',
  FailedTGAllocs: { app: { NodesEvaluated: 2, NodesFiltered: 2, NodesExhausted: 0 } },
};

function node(name: string, logTail: () => Promise<string>) {
  return {
    name,
    agent: { logTail },
    exec: async () => ({ exitCode: 0, stdout: 'overlay / overlay rw', stderr: '' }),
  };
}

function options(): BundleOptions {
  const nomad = {
    jobs: {
      read: async () => ({ ID: 'job' }),
      evaluations: async () => [failure],
      deployments: async () => [],
      allocations: async () => [stub],
    },
    allocations: {
      read: async () => ({ ...stub, TaskStates: states }),
      logs: async (_: string, { task, type }: { task: string; type: string }) => `${task} ${type}`,
    },
    volumes: { read: async () => Promise.reject(new Error('volume not found')) },
    plugins: {
      list: async () => [{ ID: 'hostpath' }],
      read: async () => ({ ID: 'hostpath', NodesHealthy: 1 }),
    },
    nodes: { list: async () => [{ Name: 'client-1', Status: 'ready' }] },
  };
  const servers = [node('server-1', async () => 'leader elected')];
  const clients = [node('client-1', () => Promise.reject(new Error('node is gone')))];
  const stubs = { cluster: { servers, clients }, nomad } as unknown as Pick<
    BundleOptions,
    'cluster' | 'nomad'
  >;
  return { ...stubs, folder, jobs: ['job'], volumes: ['vol'], errors: [new Error('main never ran')] };
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('holds errors, evaluations, placement failures, events, logs, plugins, mounts and agent logs', async () => {
  await writeBundle(options());
  expect(read('errors.txt')).toContain('main never ran');
  expect(read('jobs/job/placement-failures.txt')).toBe(
    'e1 job-register app: 2 nodes evaluated, 2 filtered, 0 exhausted\n',
  );
  expect(read('jobs/job/aaaaaaaa/events.txt')).toMatch(
    /main +Received .*\n.*init +Terminated +Exit Code: 7\n/,
  );
  expect(readdirSync(join(folder, 'jobs/job/aaaaaaaa')).sort()).toEqual([
    'allocation.json',
    'events.txt',
    'init.stderr',
    'init.stdout',
    'main.stderr',
    'main.stdout',
  ]);
  expect(read('jobs/job/aaaaaaaa/init.stderr')).toBe('init stderr');
  expect(JSON.parse(read('plugins.json'))).toEqual([{ ID: 'hostpath', NodesHealthy: 1 }]);
  expect(read('nodes/client-1/mounts.txt')).toBe('overlay / overlay rw');
  expect(read('nodes/server-1/agent.log')).toBe('leader elected');
});

test('ids are names of files within the bundle, whatever they are', async () => {
  const ids = ['../../../escaped/job', 'j'.repeat(300), 'a b/ü', '..'];
  const inner = join(folder, 'run', 'bundle');
  const made = { ...options(), folder: inner, jobs: ids, volumes: ids };
  await writeBundle(made);
  expect(readdirSync(folder)).toEqual(['run']);
  expect(readdirSync(join(folder, 'run'))).toEqual(['bundle']);
  const names = readdirSync(join(inner, 'jobs')).sort();
  expect(names).toEqual([
    '%2E%2E',
    '..%2F..%2F..%2Fescaped%2Fjob',
    'a%20b%2F%C3%BC',
    expect.stringMatching(/^j{187}-[0-9a-f]{12}$/),
  ]);
  expect(readdirSync(join(inner, 'volumes')).sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

test('a part that cannot be written is told, and keeps nothing else back', async () => {
  writeFileSync(join(folder, 'volumes'), 'in the way of a folder');
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await writeBundle(options());
  expect(told).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/volumes\/vol\.json of the bundle could not be written: E/),
  );
  expect(JSON.parse(read('nodes.json'))).toHaveLength(1);
});

test('what cannot be read is written down and keeps nothing else back', async () => {
  await writeBundle(options());
  expect(read('volumes/vol.json')).toBe('could not be read: volume not found\n');
  expect(read('nodes/client-1/agent.log')).toBe('could not be read: node is gone\n');
  expect(JSON.parse(read('nodes.json'))).toHaveLength(1);
});
