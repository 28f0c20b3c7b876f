import { expect, test } from '../../harness/index.ts';

// nomad#9542: the change is called one in place, and the running task never hears of it.
test('a sidecar that becomes a one-shot task gets a new allocation', async ({ scope }) => {
  const job = await scope.job('lifecycle/poststart.nomad.hcl');
  const before = await (await scope.submit(job)).taskRunning('proxy');
  const sidecar = job.TaskGroups?.[0]?.Tasks?.find(({ Name }) => Name === 'proxy');
  if (!sidecar?.Lifecycle) throw new Error('the job has no sidecar');
  sidecar.Lifecycle.Sidecar = false;

  const after = await (await scope.submit(job)).allocation();

  scope.knownBug('L11', () => expect(after.ID, 'the allocation after the update').not.toBe(before.ID));
});
