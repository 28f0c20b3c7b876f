import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { requireOwnPlace } from './foreign.ts';
import { targetOf } from './target.ts';

interface Listed {
  ID: string;
  Namespace?: string;
  ParentID?: string;
  Meta?: Record<string, string>;
}
const mark = { 'nomad-e2e': 'nomad-e2e-mwvo92qm8590-' };
const shop = { ID: 'shop', Namespace: 'default' };

/** What comes of looking at a cluster with these jobs and volumes. */
async function place(
  { jobs = [], volumes = [], read = {} }: { jobs?: Listed[]; volumes?: string[]; read?: Listed['Meta'] },
  namespace?: string,
) {
  await using fake = await FakeNomad.start((request, response) => {
    const url = request.url ?? '';
    const asked = new URL(url, 'http://fake').searchParams.get('namespace');
    if (url.startsWith('/v1/job/')) return json(response, { Meta: read });
    if (url.startsWith('/v1/volumes'))
      return json(
        response,
        volumes.map((ID) => ({ ID })),
      );
    json(
      response,
      jobs.filter(({ Namespace = 'default' }) => asked === '*' || Namespace === asked),
    );
  });
  const target = targetOf({ NOMAD_ADDR: fake.address }, { namespace });
  await using nomad = new NomadClient(target);
  return await requireOwnPlace(nomad, target).catch((error: unknown) => error);
}

test('an empty cluster is taken', async () => {
  expect(await place({})).toEqual([]);
});

test("other people's jobs are refused by name, wherever they are, with the way on", async () => {
  const jobs = [shop, { ID: 'billing', Namespace: 'finance' }];
  expect(await place({ jobs })).toMatchObject({
    code: 'ATTACH_FOREIGN',
    exitCode: 2,
    observed: 'job shop, job billing (finance)',
    next: 'nomad namespace apply nomad-e2e, then npx nomad-e2e run --attach --namespace nomad-e2e',
  });
});

test('with a namespace of its own, jobs in others do not count', async () => {
  expect(await place({ jobs: [shop] }, 'e2e')).toEqual([]);
});

test('a namespace that is used already is refused', async () => {
  const jobs = [{ ID: 'shop', Namespace: 'e2e' }];
  expect(await place({ jobs }, 'e2e')).toMatchObject({ code: 'ATTACH_FOREIGN', observed: 'job shop' });
  expect(await place({ volumes: ['data'] }, 'e2e')).toMatchObject({ observed: 'volume data' });
});

test('what we have left, by its mark, is no reason to refuse, and is told', async () => {
  const jobs = [{ ID: 'nomad-e2e-mwvo92qm8590-echo', Namespace: 'e2e', Meta: mark }];
  const child = {
    ID: 'nomad-e2e-mwvo92qm8590-echo/dispatch-1',
    ParentID: 'nomad-e2e-mwvo92qm8590-echo',
    Namespace: 'e2e',
  };
  const left = await place({ jobs: [...jobs, child], volumes: ['nomad-e2e-mwvo92qm8590-vol'] }, 'e2e');
  expect(left).toEqual([
    'nomad-e2e-mwvo92qm8590-echo',
    'nomad-e2e-mwvo92qm8590-echo/dispatch-1',
    'nomad-e2e-mwvo92qm8590-vol',
  ]);
});

test('a name like ours without the mark is not ours; where no meta is listed, the job itself tells', async () => {
  const jobs = [{ ID: 'nomad-e2e-not', Namespace: 'e2e' }];
  expect(await place({ jobs }, 'e2e')).toMatchObject({ observed: 'job nomad-e2e-not' });
  expect(await place({ jobs, read: mark }, 'e2e')).toEqual(['nomad-e2e-not']);
});

test('the job that `up` starts its driver with is ours', async () => {
  expect(await place({ jobs: [{ ID: 'plugin-hostpath', Meta: { 'nomad-e2e': 'driver' } }] })).toEqual([]);
});
