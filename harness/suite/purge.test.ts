import { mkdtempDisposable } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AllocationHistory, events, Ledger, readLedger } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { purgeJob } from './purge.ts';

const event = {
  Type: 'Terminated',
  Time: 1_795_566_696_642_893_000,
  ExitCode: 0,
  DisplayMessage: 'Exit Code: 0',
};
const allocation = {
  ...{ ID: 'a1', Name: 'j.g[0]', JobID: 'j', TaskGroup: 'g', NodeID: 'n1', NodeName: 'client-1' },
  ...{ ClientStatus: 'complete', DesiredStatus: 'stop', CreateIndex: 1, ModifyIndex: 2 },
  TaskStates: { main: { State: 'dead', Failed: false, Restarts: 0, Events: [event] } },
  Job: { ID: 'j', TaskGroups: [{ Name: 'g', Volumes: null, Tasks: [{ Name: 'main', Lifecycle: null }] }] },
};

test('a job is purged across a change of leader, and its allocations are kept in the ledger', async () => {
  let stops = 0;
  let gone = false;
  let leaderLost = false;
  const streams: ServerResponse[] = [];
  await using fake = await FakeNomad.start(({ method, url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://nomad');
    if (pathname === '/v1/event/stream') {
      streams.push(response);
      return void response.writeHead(200).write('{}\n');
    }
    if (pathname === '/v1/jobs') return json(response, []);
    if (pathname === '/v1/job/j/allocations') return json(response, [allocation]);
    if (pathname === '/v1/allocation/a1') return json(response, allocation);
    if (gone) return void response.writeHead(404).end('job not found');
    if (method === 'GET') return json(response, { ID: 'j', Stop: stops > 1 });
    if (stops === 1 && !leaderLost) {
      leaderLost = true;
      response.writeHead(500).end('leadership lost while committing log');
      return streams.forEach((stream) => void stream.write('{}\n'));
    }
    stops += 1;
    gone = searchParams.get('purge') === 'true';
    return json(response, { EvalID: '' });
  });
  await using nomad = new NomadClient({ address: fake.address });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'purge-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const kept: AllocationHistory[] = [];

  await purgeJob(nomad, 'j', {
    version: '1.6.1',
    ledger,
    ended: async () => {},
    kept: (history) => kept.push(history),
  });

  expect(leaderLost).toBe(true);
  const entries = readLedger(ledger.file);
  expect(entries.map(({ kind }) => kind)).toEqual(['stop-undone', 'allocation']);
  expect(kept).toMatchObject([{ allocation: 'a1', tasks: [{ role: 'main', events: [{ exitCode: 0 }] }] }]);
  expect(events.allocation.of(entries)).toMatchObject(kept);
});

test('a stop that Nomad undoes again and again ends as a wait that timed out', async () => {
  await using fake = await FakeNomad.start(({ method, url = '' }, response) => {
    const { pathname } = new URL(url, 'http://nomad');
    if (pathname === '/v1/event/stream') return void response.writeHead(200).write('{}\n');
    if (pathname === '/v1/jobs') return json(response, []);
    return json(response, method === 'GET' ? { ID: 'j', Stop: false } : { EvalID: '' });
  });
  await using nomad = new NomadClient({ address: fake.address });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'purge-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const options = { version: '1.6.1', ledger, ended: async () => {}, kept: () => {}, timeoutMs: 100 };

  await expect(purgeJob(nomad, 'j', options)).rejects.toMatchObject({
    code: 'WAIT_TIMEOUT',
    message: expect.stringContaining('a stop of job j that holds'),
    observed: expect.stringMatching(/undone it \d+ times/),
  });
  expect(events.stopUndone.of(readLedger(ledger.file)).length).toBeGreaterThan(1);
});
