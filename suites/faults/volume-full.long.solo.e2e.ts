import {
  acknowledgedFile,
  exitCode,
  expect,
  smallVolumeDisk,
  test,
  untilUnmounted,
} from '../../harness/index.ts';

test('a writer whose volume is full fails and leaves it free within 20 s', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const { ID: volumeId, ExternalID: externalId = '' } = await csi.volume('csi/volume.volume.hcl');
  const [node] = cluster.clients;
  if (!node) throw new Error('the cluster has no client');
  const full = await scope.inject(smallVolumeDisk(cluster, node, { externalId, bytes: 4096 }));
  const on = { volume_id: volumeId, node: `^${node.name}$` };
  const writer = await scope.run('csi/writer.nomad.hcl', on);
  const ended = await writer.ended();
  expect(ended.ClientStatus).toBe('failed');
  expect(exitCode(ended, 'write'), 'what the writer ends with when it cannot write').toBe(3);
  expect(Number(await nomad.allocations.fs.cat(ended.ID, acknowledgedFile))).toBeGreaterThan(10);

  await csi.measureRelease({ volumeId, path: 'volume full', boundMs: 20_000 }, async () => {});
  await untilUnmounted({ node, externalId });
  await full.undo();
  const next = await (await scope.run('csi/put-file.nomad.hcl', on)).ended();
  expect(next.ClientStatus).toBe('complete');
});
