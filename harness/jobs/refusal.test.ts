import { expect, test } from 'vitest';
import { NomadApiError } from '../nomad/index.ts';
import { refusedAs } from './refusal.ts';

const refusal = { file: 'web.nomad.hcl', code: 'OWN_JOB_REFUSED', statuses: [400, 500] };
const answered = (status: number, body: string) =>
  refusedAs(refusal, () =>
    Promise.reject(new NomadApiError({ method: 'PUT', path: '/v1/jobs' }, status, body)),
  );

test('a list of reasons is reported by its first, with the whole list beside it', async () => {
  const body = '2 errors occurred:\n\t* Missing job datacenters\n\t* Job priority must be between [1, 100]\n';
  await expect(answered(500, body)).rejects.toMatchObject({
    code: 'OWN_JOB_REFUSED',
    message: 'web.nomad.hcl: Missing job datacenters',
    observed: expect.stringContaining('Job priority'),
    next: 'correct web.nomad.hcl',
  });
});

test('any other answer is passed on', async () => {
  await expect(answered(403, 'Permission denied')).rejects.toMatchObject({ code: 'NOMAD_API' });
  expect(await refusedAs(refusal, () => Promise.resolve(7))).toBe(7);
});
