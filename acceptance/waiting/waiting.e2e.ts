import { join } from 'node:path';
import { expect, test } from '../../harness/index.ts';

test('this one is over before the run is', async ({ nomad, scope }) => {
  expect(scope.id).not.toBe('');
  expect(await nomad.status.leader()).toMatch(/:4647$/);
});

test('this one waits until the run is interrupted', async ({ scope }) => {
  const file = join(import.meta.dirname, '..', '..', 'jobs', 'regressions', 'idle.nomad.hcl');
  const job = await scope.run(file);
  await job.running();
  console.log('waiting now');
  await job.ended();
});
