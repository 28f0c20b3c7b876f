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
/** A run that began now. */
const prefix = `nomad-e2e-${Date.now().toString(36)}8590-`;
const mark = { 'nomad-e2e': prefix };
const shop = { ID: 'shop', Namespace: 'default' };

/** What comes of looking at a cluster with these jobs and volumes. */
async function place(
  { jobs = [], volumes = [], read = {} }: { jobs?: Listed[]; volumes?: string[]; read?: Listed['Meta'] },
  namespace?: string,
) {
  await using fake = await FakeNomad.start((request, response) => {
    const url = request.url ?? '';
    const asked = new URL(url, 'http://fake').searchParams.get('namespace');
    if (url.startsWith('/v1/job/')) {
      const id = decodeURIComponent(new URL(url, 'http://fake').pathname.slice('/v1/job/'.length));
      return json(response, { Meta: jobs.find(({ ID }) => ID === id)?.Meta ?? read });
    }
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
  const jobs = [{ ID: `${prefix}echo`, Namespace: 'e2e', Meta: mark }];
  const child = { ID: `${prefix}echo/dispatch-1`, ParentID: `${prefix}echo`, Namespace: 'e2e' };
  const left = await place({ jobs: [...jobs, child], volumes: [`${prefix}vol`] }, 'e2e');
  expect(left).toEqual([`${prefix}echo`, `${prefix}echo/dispatch-1`, `${prefix}vol`]);
});

test("a launch of somebody's own job is not ours, whatever the job is called", async () => {
  const nightly = { ID: 'nomad-e2e-nightly', Namespace: 'e2e', Meta: { team: 'qa' } };
  const child = { ...nightly, ID: 'nomad-e2e-nightly/periodic-1', ParentID: nightly.ID };
  expect(await place({ jobs: [nightly, child] }, 'e2e')).toMatchObject({
    observed: 'job nomad-e2e-nightly, job nomad-e2e-nightly/periodic-1',
  });
});

test.each(['nomad-e2e-postgresdata-1', `${prefix}vol`])(
  'a volume named like ours is not ours without a job of its run: %s',
  async (volume) => {
    expect(await place({ volumes: [volume] }, 'e2e')).toMatchObject({
      code: 'ATTACH_FOREIGN',
      observed: `volume ${volume}`,
    });
  },
);

test('a name like ours without the mark is not ours; where no meta is listed, the job itself tells', async () => {
  const jobs = [{ ID: 'nomad-e2e-not', Namespace: 'e2e' }];
  expect(await place({ jobs }, 'e2e')).toMatchObject({ observed: 'job nomad-e2e-not' });
  expect(await place({ jobs, read: mark }, 'e2e')).toEqual(['nomad-e2e-not']);
});

test('the job that `up` starts its driver with is ours', async () => {
  expect(await place({ jobs: [{ ID: 'plugin-hostpath', Meta: { 'nomad-e2e': 'driver' } }] })).toEqual([]);
});
