import { expect, test } from '../../harness/index.ts';
import { keepFile } from './storage.ts';

test('a job whose ephemeral disk fits on no node is not placed', async ({ nomad, scope }) => {
  const job = await scope.run(keepFile, { size: String(1024 ** 3) });
  expect(job.evaluation.FailedTGAllocs?.keep?.DimensionExhausted).toEqual({ disk: expect.any(Number) });
  expect(await nomad.jobs.allocations(job.jobId)).toEqual([]);
});

test('a task can write more than the size of its ephemeral disk', async ({ nomad, scope }) => {
  scope.needsCluster('alloc-node-exec');
  const { ID } = await (await scope.run(keepFile, { size: '10' })).running();
  const script = 'cd "$NOMAD_ALLOC_DIR/data" && dd if=/dev/zero of=much bs=1M count=15 conv=fsync';
  const write = await nomad.allocations.exec(ID, { task: 'hold', command: ['sh', '-c', script] });
  expect(write.exitCode).toBe(0);
  expect(await nomad.allocations.fs.stat(ID, 'alloc/data/much')).toMatchObject({
    Size: 15 * 1024 ** 2,
  });
});
