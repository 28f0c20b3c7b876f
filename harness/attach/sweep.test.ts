import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { sweepPrefix } from './sweep.ts';

const jobs = ['record', 'echo', 'plugin-mine'].map((name) => `nomad-e2e-mwvo92qm8590-${name}`);

/** What is deleted of a cluster with these jobs and a volume of ours and one of theirs, in order. */
async function swept(prefix: string) {
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
        { ID: 'nomad-e2e-mwvo92qm8590-stuck', Name: 'v' },
        { ID: 'nomad-e2e-theirs', Name: 'theirs' },
      ]);
    }
    if (pathname.startsWith('/v1/volume/')) return json(response, { ReadAllocs: {}, WriteAllocs: {} });
    if (pathname === '/v1/volumes') return void response.end();
    if (pathname === '/v1/acl/policies') {
      return json(response, [{ Name: 'nomad-e2e-ci' }, { Name: 'nomad-e2e-mwvo92qm8590-acl-0a1b2c3d-1' }]);
    }
    json(response, []);
  });
  await using nomad = new NomadClient({ address: fake.address });
  const answer = await sweepPrefix(nomad, prefix);
  const deleted = fake.requests.flatMap(({ method, url }) => {
    const { pathname, searchParams } = new URL(url, 'http://fake');
    return method === 'DELETE' && searchParams.get('purge') !== 'false' ? [pathname] : [];
  });
  return { ...answer, deleted };
}

test('what begins with the prefix goes, drivers and the record last, and what stays is told', async () => {
  const { deleted, left, removed } = await swept('nomad-e2e-mwvo92qm8590-');
  expect(deleted).toEqual([
    '/v1/job/nomad-e2e-mwvo92qm8590-echo',
    '/v1/volume/csi/nomad-e2e-mwvo92qm8590-stuck/delete',
    '/v1/acl/policy/nomad-e2e-mwvo92qm8590-acl-0a1b2c3d-1',
    '/v1/job/nomad-e2e-mwvo92qm8590-plugin-mine',
    '/v1/job/nomad-e2e-mwvo92qm8590-record',
  ]);
  expect(removed).toEqual([
    'job nomad-e2e-mwvo92qm8590-echo',
    'policy nomad-e2e-mwvo92qm8590-acl-0a1b2c3d-1',
    'job nomad-e2e-mwvo92qm8590-plugin-mine',
    'job nomad-e2e-mwvo92qm8590-record',
  ]);
  expect(left).toEqual([expect.stringMatching(/^volume nomad-e2e-mwvo92qm8590-stuck: .*in use$/)]);
});
