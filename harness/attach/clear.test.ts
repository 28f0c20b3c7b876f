import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { type ClearOptions, clearLeftovers } from './clear.ts';
import { targetOf } from './target.ts';

const hourMs = 3_600_000;
const runAt = (ms: number) => `${ms.toString(36)}8590`;
/** Began two hours ago; one that may go on; one of which there is no job; one with a policy alone. */
const [old, young, unknown, policied] = [2 * hourMs, 60_000, 3 * hourMs, 4 * hourMs].map(
  (ago) => `nomad-e2e-${runAt(Date.now() - ago)}-`,
) as [string, string, string, string];
const ours = (prefix: string, name: string) => ({ ID: `${prefix}${name}`, Meta: { 'nomad-e2e': prefix } });
const team = { team: 'qa' };

const jobs = [
  ours(old, 'record'),
  ours(old, 'echo'),
  { ID: `${old}echo/periodic-1`, ParentID: `${old}echo`, Meta: team },
  ours(old, 'plugin-mine'),
  ours(young, 'record'),
  { ID: 'nomad-e2e-nightly', Meta: team },
  { ID: 'nomad-e2e-nightly/periodic-1764000000', ParentID: 'nomad-e2e-nightly', Meta: team },
  { ID: `${unknown}copied`, Meta: { 'nomad-e2e': old } },
];
const volumes = [`${old}vol`, `${young}vol`, `${unknown}vol`, 'nomad-e2e-postgresdata-1'];
const tokens = [`${old}token`, `${policied}token`, 'nomad-e2e-ci'];
const policies = [
  { Name: `${policied}token`, Description: `nomad-e2e: ${policied}token` },
  { Name: `${unknown}token`, Description: 'ours, honestly' },
];

function answers(fake: { jobs: object[] }): Parameters<typeof FakeNomad.start>[0] {
  return ({ method, url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://fake');
    if (method === 'DELETE') return json(response, { EvalID: '' });
    if (pathname === '/v1/status/leader') return json(response, '1.2.3.4:4647');
    if (pathname === '/v1/acl/token/self') return void response.writeHead(500).end('ACL support disabled');
    if (pathname === '/v1/namespace/e2e') return json(response, { Name: 'e2e' });
    if (pathname === '/v1/jobs') return json(response, fake.jobs);
    if (pathname.startsWith('/v1/job/') && !pathname.endsWith('/allocations')) {
      const id = decodeURIComponent(pathname.slice('/v1/job/'.length));
      return json(response, jobs.find(({ ID }) => ID === id) ?? {});
    }
    if (pathname === '/v1/volumes' && searchParams.get('type') === 'csi')
      return json(
        response,
        volumes.map((ID) => ({ ID })),
      );
    if (pathname === '/v1/volumes')
      return json(response, [
        { ID: 'h1', Name: `${old}host` },
        { ID: 'h2', Name: 'nomad-e2e-x' },
      ]);
    if (pathname.startsWith('/v1/volume/')) return json(response, { ReadAllocs: {}, WriteAllocs: {} });
    if (pathname === '/v1/vars')
      return json(response, [{ Path: `nomad/jobs/${old}web` }, { Path: 'nomad/jobs/nomad-e2e-app' }]);
    if (pathname === '/v1/acl/tokens')
      return json(
        response,
        tokens.map((Name) => ({ Name, AccessorID: Name })),
      );
    if (pathname === '/v1/acl/policies') return json(response, policies);
    json(response, []);
  };
}

const signal = new AbortController().signal;
const flags: ClearOptions = {
  ...{ yes: false, dryRun: false, olderThanMs: hourMs, signal },
  ...{ say: () => undefined, ask: async () => false },
};

/** What it prints of such a cluster, what it deletes, and how it ends. */
async function down(options: Partial<ClearOptions>, fakeJobs: object[] = jobs) {
  await using fake = await FakeNomad.start(answers({ jobs: fakeJobs }));
  const lines: string[] = [];
  const target = targetOf({ NOMAD_ADDR: fake.address }, { namespace: 'e2e' });
  const ended = await clearLeftovers(target, { ...flags, say: (line) => lines.push(line), ...options }).catch(
    (error: unknown) => error,
  );
  const deleted = fake.requests.filter(({ method }) => method === 'DELETE');
  return {
    ended,
    printed: `${lines.join('\n')}\n`,
    deleted: [...new Set(deleted.map(({ url }) => new URL(url, 'http://x').pathname))],
  };
}

test('what is proven to be of an old run goes, drivers and records last, and nothing else', async () => {
  const { ended, printed, deleted } = await down({ yes: true });
  expect(ended).toBe(true);
  expect(deleted).toEqual([
    `/v1/job/${old}echo`,
    `/v1/job/${old}echo%2Fperiodic-1`,
    `/v1/volume/csi/${old}vol/delete`,
    '/v1/volume/host/h1/delete',
    `/v1/var/nomad/jobs/${old}web`,
    `/v1/acl/token/${old}token`,
    `/v1/acl/token/${policied}token`,
    `/v1/acl/policy/${policied}token`,
    `/v1/job/${old}plugin-mine`,
    `/v1/job/${old}record`,
  ]);
  expect(printed).toContain(`kept, its run may go on (--older-than): volume ${young}vol`);
  for (const what of [
    'job nomad-e2e-nightly\n',
    'job nomad-e2e-nightly/periodic-1764000000',
    `job ${unknown}copied`,
    'volume nomad-e2e-postgresdata-1',
    `volume ${unknown}vol`,
    'host volume nomad-e2e-x',
    'variable nomad/jobs/nomad-e2e-app',
    'token nomad-e2e-ci',
    `policy ${unknown}token`,
  ])
    expect(printed).toContain(`kept, nothing proves that it is nomad-e2e's: ${what}`);
});

test('--dry-run lists what would go and removes nothing', async () => {
  const { ended, printed, deleted } = await down({ dryRun: true, yes: true });
  expect({ ended, deleted }).toEqual({ ended: true, deleted: [] });
  expect(printed).toContain(`volume ${old}vol   (run `);
});

test('it asks before it removes, with the number and the namespace', async () => {
  const asked: string[] = [];
  const yes = await down({ ask: async (question) => asked.push(question) > 0 });
  expect(asked).toEqual(['Remove these 10 from namespace e2e?']);
  expect(yes.ended).toBe(true);
  expect(yes.deleted).toHaveLength(10);
  const no = await down({});
  expect(no.ended).toMatchObject({ code: 'DOWN_UNCONFIRMED', exitCode: 2 });
  expect(no.deleted).toEqual([]);
});

test('without a terminal and --yes it lists and is refused', async () => {
  const { ended, printed, deleted } = await down({ ask: undefined });
  expect(ended).toMatchObject({ code: 'DOWN_UNCONFIRMED', exitCode: 2 });
  expect(deleted).toEqual([]);
  expect(printed).toContain(`job ${old}record`);
});

test('where only foreign things are, nothing is asked and nothing goes', async () => {
  const { ended, printed, deleted } = await down({ yes: true, olderThanMs: 5 * hourMs });
  expect({ ended, deleted }).toEqual({ ended: true, deleted: [] });
  expect(printed).toContain('nothing of nomad-e2e is to be removed from e2e');
});

test('a namespace has to be named', async () => {
  const target = targetOf({ NOMAD_ADDR: 'http://127.0.0.1:1' }, {});
  await expect(clearLeftovers(target, flags)).rejects.toMatchObject({ code: 'DOWN_NAMESPACE', exitCode: 2 });
});
