import { expect, test } from '../../harness/index.ts';

const file = 'storage/ephemeral-disk.nomad.hcl';

test('an ephemeral disk larger than any node has is refused for its disk', async ({ nomad, scope }) => {
  const job = await scope.run(file, { size: String(1024 ** 3) });
  expect(job.evaluation.FailedTGAllocs?.keep?.DimensionExhausted).toEqual({ disk: expect.any(Number) });
  expect(await nomad.jobs.allocations(job.jobId)).toEqual([]);
});

test('the size of an ephemeral disk is for placement only: more can be written', async ({ nomad, scope }) => {
  scope.needsCluster('alloc-node-exec');
  const keeper = await (await scope.run(file, { size: '10' })).running();
  const script = 'cd "$NOMAD_ALLOC_DIR/data" && dd if=/dev/zero of=much bs=1M count=15 conv=fsync';
  const write = await nomad.allocations.exec(keeper.ID, { task: 'hold', command: ['sh', '-c', script] });
  expect(write.exitCode).toBe(0);
  expect(await nomad.allocations.fs.stat(keeper.ID, 'alloc/data/much')).toMatchObject({
    Size: 15 * 1024 ** 2,
  });
});
