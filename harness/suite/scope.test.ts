import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import type { DriverProfile } from '../csi/index.ts';
import { events, Ledger, readLedger } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { Scope, type ScopeOptions } from './scope.ts';

const file = 'lifecycle/leader.nomad.hcl';

/** A Nomad that keeps the jobs it is given, and whose jobs have no allocations. `locked` cannot be stopped. */
function jobKeeper(locked: string | undefined): Parameters<typeof FakeNomad.start>[0] {
  const jobs = new Set<string>();
  return ({ method, url = '' }, response, body) => {
    const { pathname, searchParams } = new URL(url, 'http://nomad');
    const [, , , id = ''] = pathname.split('/');
    if (pathname === '/v1/event/stream') return void response.writeHead(200).write('{}\n');
    if (pathname === '/v1/agent/self') return json(response, { config: { Version: { Version: '1.11.3' } } });
    if (pathname === '/v1/jobs/parse') return json(response, { ID: jobIdIn(JSON.parse(body).Variables) });
    if (pathname.startsWith('/v1/evaluation/')) return json(response, { ID: 'e1', Status: 'complete' });
    if (pathname.endsWith('/allocations') || (method === 'GET' && pathname === '/v1/jobs'))
      return json(response, []);
    if (pathname === '/v1/jobs') {
      jobs.add(JSON.parse(body).Job.ID);
      return json(response, { EvalID: 'e1' });
    }
    if (!jobs.has(id)) return void response.writeHead(404).end('not found');
    if (method === 'DELETE' && locked !== undefined && id.endsWith(locked)) {
      return void response.writeHead(403).end('Permission denied');
    }
    if (searchParams.get('purge') === 'true') jobs.delete(id);
    return json(response, { ID: id, EvalID: '', Stop: true });
  };
}

const jobIdIn = (variables: string) => /job_id\s*=\s*"([^"]+)"/.exec(variables)?.[1];

/** Gives `work` a scope. Returns what `work` returns, the ids that Nomad was told to purge, in order, and the ledger. */
async function inScope<T>(
  work: (scope: Scope, nomad: NomadClient) => Promise<T>,
  { locked, ...options }: Partial<ScopeOptions> & { locked?: string } = {},
) {
  await using fake = await FakeNomad.start(jobKeeper(locked));
  await using nomad = new NomadClient({ address: fake.address });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'scope-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const cluster = {
    ...{ nomad, version: '1.11.3', images: { job: 'job:1' } },
    unfitJob: () => undefined,
    adopt: <J>(job: J) => job,
  } as unknown as StartedNomadCluster;
  const scope = new Scope({
    ...{ nomad, cluster, ledger, driver: {} as DriverProfile, label: 'suites/csi/Some_File.e2e.ts' },
    ...{ signal: new AbortController().signal, skip: () => undefined },
    ...options,
  });
  const result = await work(scope, nomad);
  const purged = fake.requests
    .filter(({ method, url }) => method === 'DELETE' && url.includes('purge=true'))
    .map(({ url }) => new URL(url, fake.address).pathname.split('/')[3] ?? '');
  return { result, scope, purged, requests: fake.requests, entries: readLedger(ledger.file) };
}

test('an id names the file and is unique', async () => {
  const ids = new Set<string>();
  for (const prefix of [undefined, 'x-']) {
    const { scope } = await inScope(async () => undefined, { prefix });
    expect(scope.id).toMatch(new RegExp(`^${prefix ?? ''}some-file-[0-9a-f]{8}$`));
    expect(scope.name('a')).toBe(`${scope.id}-a`);
    ids.add(scope.id.replace('x-', ''));
  }
  expect(ids.size).toBe(2);
});

test('a job gets an id of its scope and the image of the cluster', async () => {
  const { result, scope, requests, entries } = await inScope((own) => own.run('csi/put-file.nomad.hcl'));
  expect(result.jobId).toBe(`${scope.id}-put-file`);
  expect(requests.find(({ url }) => url.startsWith('/v1/jobs/parse'))?.body).toContain('image = \\"job:1\\"');
  expect(events.jobRegistered.of(entries)).toMatchObject([{ scope: scope.id, job: result.jobId }]);
});

test('the end undoes everything, the last first', async () => {
  const steps: string[] = [];
  const { purged } = await inScope(async (scope) => {
    await scope.run(file, { job_id: scope.name('one') });
    scope.defer('note', () => steps.push('note'));
    await scope.run(file, { job_id: scope.name('two') });
    scope.defer('last', () => steps.push('last'));
    await scope.end();
  });
  expect(purged.map((id) => id.split('-').at(-1))).toEqual(['two', 'one']);
  expect(steps).toEqual(['last', 'note']);
});

test('a parsed job is purged whoever registers it', async () => {
  const { purged } = await inScope(async (scope, nomad) => {
    await nomad.jobs.register(await scope.job(file));
    await scope.end();
  });
  expect(purged).toHaveLength(1);
});

test('a failed step does not keep the others from running', async () => {
  const { result, purged } = await inScope(
    async (scope) => {
      await scope.run(file, { job_id: scope.name('one') });
      await scope.run(file, { job_id: scope.name('two') });
      scope.defer('note', () => Promise.reject(new Error('no space')));
      return await scope.end().catch((error: unknown) => error);
    },
    { locked: 'two' },
  );
  expect(purged.map((id) => id.split('-').at(-1))).toEqual(['one']);
  expect(result).toBeInstanceOf(AggregateError);
  expect(String(result)).toMatch(/cleanup "note": no space\ncleanup "purge job .*-two": .*403/);
});

test('a test out of time puts nothing into the cluster', async () => {
  const late = new Error('out of time');
  const { result, requests } = await inScope((scope) => scope.run(file).catch((error: unknown) => error), {
    signal: AbortSignal.abort(late),
  });
  expect(result).toBe(late);
  expect(requests).toEqual([]);
});

test('an injected fault that is not available skips the test', async () => {
  const skipped: string[] = [];
  const fault = {
    name: 'packet loss',
    available: async () => 'no tc',
    inject: async () => {},
    undo: async () => {},
  };
  await inScope(
    async (scope) => {
      await scope.inject(fault).catch(() => undefined);
      await scope.end();
    },
    {
      driver: { name: 'hostpath' } as DriverProfile,
      skip: (reason) => {
        skipped.push(reason);
        throw new Error('skipped');
      },
    },
  );
  expect(skipped).toEqual(['fault "packet loss" is not available on this machine: no tc']);
});
