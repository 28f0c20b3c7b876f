import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ClusterNode } from '../cluster/index.ts';
import { EnvironmentError } from '../errors.ts';
import { type Entry, Ledger, readLedger } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import type { Stage } from './checks/check.ts';
import { type Took, takeDetour } from './detours.ts';
import type { OrderStep } from './plan/order.ts';

/** What was asked of agents, in order, with what the step left. */
interface Done {
  calls: string[];
  entries: readonly Entry[];
  took: Took;
}

interface World {
  calls: string[];
  /** Of the server. */
  version: string;
  /** A version that the server does not start with. */
  refuses?: string | undefined;
  /** What a command on a node exits with. */
  exits?: (script: string) => number;
  /** How long ago a client's last heartbeat is, each time that it is asked. */
  beats: (asked: number) => string;
}

/** What Nomad answers on a cluster that is healthy. */
function answersOf(world: World): Record<string, () => unknown> {
  let asked = 0;
  const Servers = () => [{ Name: 'server-2', Healthy: true, Version: world.version }];
  return {
    '/v1/status/leader': () => '127.0.0.1:4647',
    '/v1/operator/raft/configuration': () => ({ Servers: [{ Node: 'server-2', ID: 'r2', Voter: true }] }),
    '/v1/operator/autopilot/health': () => ({ Healthy: true, Servers: Servers() }),
    '/v1/agent/self': () => {
      world.calls.push('heartbeat?');
      asked += 1;
      return { stats: { client: { last_heartbeat: world.beats(asked) } } };
    },
  };
}

function nodeOf(name: string, world: World, nomadAddress: string) {
  const agent = {
    stop: async (signal: string) => void world.calls.push(`${name} ${signal}`),
    end: async () => {
      world.calls.push(`${name} ends`);
      return { killed: false };
    },
    start: async ({ version = world.version } = {}) => {
      world.calls.push(`${name} starts with ${version}`);
      if (version === world.refuses) throw new EnvironmentError('AGENT_DIED', 'it does not know this data');
      world.version = version;
    },
    waitForLine: async () => undefined,
  };
  const role = name.startsWith('server') ? 'server' : 'client';
  const exec = async ([, , script = '']: string[]) => {
    world.calls.push(`${name}: ${script}`);
    return { exitCode: world.exits?.(script) ?? 0, stdout: 'what it said', stderr: '' };
  };
  return { name, role, nomadAddress, agent, exec, shell: async () => '' } as unknown as ClusterNode;
}

/** Takes a step on a server or a client. */
async function take(
  does: OrderStep,
  on: 'server-2' | 'client-1',
  change: Partial<World> = {},
): Promise<Done> {
  const world: World = { calls: [], version: '1.6.1', beats: () => '0s', ...change };
  const answers = answersOf(world);
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).write('{}\n');
    return json(response, answers[url.split('?')[0] ?? '']?.() ?? []);
  });
  const [server, client] = ['server-2', 'client-1'].map((name) => nodeOf(name, world, fake.address));
  await using nomad = new NomadClient({ address: fake.address });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'detour-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const cluster = { nomad, servers: [server], clients: [client], nodes: [server, client] };
  const options = { from: '1.5.6', to: '1.6.1', onProgress: () => undefined };
  const stage = { cluster, ledger, ...options, signal: new AbortController().signal } as unknown as Stage;
  const node = on === 'server-2' ? server : client;
  const took = await takeDetour({ name: '2/4 it', does, node }, stage);
  return { calls: world.calls, entries: readLedger(ledger.file), took };
}

const kindsOf = ({ entries }: Done) => entries.map(({ kind }) => kind);

test('a fault is undone in its own step, and the ledger has its begin and end', async () => {
  const done = await take({ do: 'fault', fault: 'agent-killed', node: 'client-1' }, 'client-1');
  expect(done.calls).toEqual(['client-1 KILL', 'client-1 starts with 1.6.1']);
  expect([kindsOf(done), done.took]).toEqual([['fault-begin', 'fault'], { did: 'fault' }]);
});

test('a killed server is away until each client has sent a heartbeat to the others', async () => {
  const done = await take({ do: 'fault', fault: 'server-killed', node: 'server-2' }, 'server-2', {
    beats: (asked) => (asked === 1 ? '10s' : '0s'),
  });
  const [killed, ...more] = done.calls;
  expect([killed, more.at(-1)]).toEqual(['server-2 KILL', 'server-2 starts with 1.6.1']);
  expect(more.filter((call) => call === 'heartbeat?').length).toBeGreaterThan(1);
});

test('a pause is over when each client has sent two heartbeats', async () => {
  const { calls, took } = await take({ do: 'pause' }, 'client-1', {
    beats: (asked) => (asked === 2 ? '10s' : '0s'),
  });
  expect([calls.length, took]).toEqual([3, { did: 'pause' }]);
});

test('a server is put back on its data', async () => {
  const { calls, took, entries } = await take({ do: 'put-back', agent: 'leader' }, 'server-2');
  expect(calls).toEqual(['server-2 ends', 'server-2 starts with 1.5.6']);
  expect(took).toMatchObject({ did: 'put-back', before: 'r2', after: 'r2', killed: false });
  expect(entries).toEqual([]);
});

test('a server that refuses to go back gets the newer version again, and that is noted', async () => {
  const done = await take({ do: 'put-back', agent: 'leader' }, 'server-2', { refuses: '1.5.6' });
  expect(done.calls).toEqual([
    ...['server-2 ends', 'server-2 starts with 1.5.6', 'server-2 ends', 'server-2 starts with 1.6.1'],
  ]);
  expect(done.took).toEqual({ did: 'put-back', killed: false });
  expect(done.entries).toMatchObject([
    { kind: 'put-back-refused', step: '2/4 it', error: expect.stringContaining('does not know this data') },
  ]);
});

test('a raft log is migrated while its server is down, and the server starts with the new store', async () => {
  const { calls, took } = await take({ do: 'migrate', agent: 'leader' }, 'server-2');
  expect(calls).toEqual([
    'server-2 ends',
    expect.stringMatching(
      /: \/opt\/nomad\/1\.6\.1\/nomad operator raft migrate-backend -yes .*raft_logstore/,
    ),
    'server-2 starts with 1.6.1',
    expect.stringContaining('raft/wal/'),
  ]);
  expect(took).toMatchObject({ did: 'migrate', before: 'r2', after: 'r2' });
});

test.each(['migrate-backend', '! ls'])(
  'a raft log that stays as it was fails its step (%s)',
  async (part) => {
    const exits = (script: string) => Number(script.includes(part));
    await expect(take({ do: 'migrate', agent: 'leader' }, 'server-2', { exits })).rejects.toThrow(
      expect.objectContaining({ code: 'RAFT_LOG_NOT_MIGRATED', exitCode: 1, observed: 'what it said' }),
    );
  },
);
