import { afterEach, expect, test, vi } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { paceVariable } from '../pace.ts';
import { parseJob, readJobFile, variablesFor } from './file.ts';

async function parseAnswered(status: number, body: string) {
  await using fake = await FakeNomad.start((_, response) => response.writeHead(status).end(body));
  await using nomad = new NomadClient({ address: fake.address });
  return await parseJob(nomad, 'csi/x.nomad.hcl', 'job', {});
}

test('broken HCL is reported with file and line', async () => {
  const body =
    'Failed to parse job: input.hcl:3,3-8: Unsupported argument; not expected\ninput.hcl:9,1-2: Other';
  await expect(parseAnswered(400, body)).rejects.toMatchObject({
    code: 'JOB_INVALID',
    exitCode: 2,
    message: 'jobs/csi/x.nomad.hcl:3,3-8: Unsupported argument; not expected',
    observed: expect.stringContaining('\njobs/csi/x.nomad.hcl:9,1-2: Other'),
  });
});

afterEach(() => void vi.unstubAllEnvs());

test.each([
  ['1', 0],
  ['7', 210e9],
])('at pace %s a driver has health_timeout %d', async (pace, HealthTimeout) => {
  vi.stubEnv(paceVariable, pace);
  const driver = { Name: 'driver', CSIPluginConfig: { ID: 'mine', HealthTimeout: 0 } };
  const job = { ID: 'x', TaskGroups: [{ Name: 'plugin', Tasks: [driver, { Name: 'other' }] }] };
  await using fake = await FakeNomad.start(({ url }, response) =>
    json(response, url === '/v1/agent/self' ? { config: { Version: { Version: '1.6.1' } } } : job),
  );
  await using nomad = new NomadClient({ address: fake.address });
  const parsed = await parseJob(nomad, 'csi/x.nomad.hcl', 'job', {});
  expect(parsed.TaskGroups?.[0]?.Tasks?.map((task) => task.CSIPluginConfig?.HealthTimeout)).toEqual([
    HealthTimeout,
    undefined,
  ]);
});

test("a server's own failure is not the file's", async () => {
  await expect(parseAnswered(500, 'No cluster leader')).rejects.toMatchObject({
    code: 'NOMAD_API',
    status: 500,
  });
});

test('a file that is missing and a variable that is not declared are refused', () => {
  expect(() => readJobFile('csi/no.nomad.hcl')).toThrow('there is no jobs/csi/no.nomad.hcl');
  const hcl = 'variable "job_id" {}\n';
  expect(variablesFor('f', hcl, { job_id: 'a', image: 'b' }, {})).toEqual({ job_id: 'a' });
  expect(() => variablesFor('f', hcl, {}, { count: '2' })).toThrow('jobs/f declares no variable count');
});
