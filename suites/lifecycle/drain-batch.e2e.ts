import { exitCode, expect, openGate, test } from '../../harness/index.ts';

test('a drain waits for a batch allocation to end', async ({ nomad, scope }) => {
  await Promise.all([scope.addClient(), scope.addClient()]);
  const job = await scope.runApart('regressions/script.nomad.hcl', {
    type: 'batch',
    script: 'cd $NOMAD_ALLOC_DIR; mkfifo gate; read -r line < gate',
  });
  const batch = await job.taskRunning('main');

  await nomad.nodes.drain(batch.NodeID, { deadlineMs: 60_000 });
  await openGate(nomad, batch, 'main');
  await scope.waits.nodeDrained(batch.NodeID);

  const ended = await job.ended();
  expect(ended).toMatchObject({ ID: batch.ID, ClientStatus: 'complete' });
  expect(exitCode(ended, 'main')).toBe(0);
  expect(await nomad.jobs.allocations(job.jobId)).toHaveLength(1);
});
