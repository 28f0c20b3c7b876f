import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { sweepPrefix } from './sweep.ts';

const jobs = ['nomad-e2e-x-echo', 'nomad-e2e-x-plugin-mine', 'nomad-e2e-theirs'];

/** What is deleted of a cluster with these jobs and a volume of ours and one of theirs, in order. */
async function swept(options: Parameters<typeof sweepPrefix>[2], prefix = 'nomad-e2e-') {
  await using fake = await FakeNomad.start(({ method, url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://fake');
    if (method === 'DELETE') {
      if (pathname.includes('stuck')) return void response.writeHead(500).end('in use');
      return json(response, { EvalID: '' });
    }
    if (pathname === '/v1/jobs') {
      const wanted = jobs.filter((id) => id.startsWith(searchParams.get('prefix') ?? ''));
      return json(
        response,
        wanted.map((ID) => ({ ID })),
      );
    }
    if (pathname === '/v1/volumes' && searchParams.get('type') === 'csi') {
      return json(response, [
        { ID: 'nomad-e2e-x-stuck', Name: 'v' },
        { ID: 'theirs', Name: 'theirs' },
      ]);
    }
    if (pathname.startsWith('/v1/volume/')) return json(response, { ReadAllocs: {}, WriteAllocs: {} });
    if (pathname === '/v1/volumes') return void response.end();
    json(response, []);
  });
  await using nomad = new NomadClient({ address: fake.address });
  const answer = await sweepPrefix(nomad, prefix, options);
  const deleted = fake.requests.flatMap(({ method, url }) => {
    const { pathname, searchParams } = new URL(url, 'http://fake');
    return method === 'DELETE' && searchParams.get('purge') !== 'false' ? [pathname] : [];
  });
  return { ...answer, deleted };
}

test('what begins with the prefix goes, drivers last, and what stays is told', async () => {
  const { deleted, left, removed } = await swept({}, 'nomad-e2e-x-');
  expect(deleted).toEqual([
    '/v1/job/nomad-e2e-x-echo',
    '/v1/volume/csi/nomad-e2e-x-stuck/delete',
    '/v1/job/nomad-e2e-x-plugin-mine',
  ]);
  expect(removed).toEqual(['job nomad-e2e-x-echo', 'job nomad-e2e-x-plugin-mine']);
  expect(left).toEqual([expect.stringMatching(/^volume nomad-e2e-x-stuck: .*in use$/)]);
});

test('of all runs, only jobs with our mark go', async () => {
  const { removed } = await swept({ isOurs: async ({ ID }) => ID.startsWith('nomad-e2e-x-') });
  expect(removed).not.toContain('job nomad-e2e-theirs');
});
