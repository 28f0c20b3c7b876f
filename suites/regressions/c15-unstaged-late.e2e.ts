import { expect, misbehave, test } from '../../harness/index.ts';

// nomad#20424: a claim is released twice, by its client and by the servers, which have the client unmount the volume once more. Where
// the driver takes its time for that, the client has staged the volume for its next holder meanwhile.
test('a volume stays staged for its holder while the claim before it is released', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ own: true });
  const node = `^${cluster.clients[0]?.name}$`;
  const names = Array.from({ length: 4 }, (_, at) => scope.name(`${at}`));
  const slow = (named: string) => [
    { call: 'nodeUnstageVolume', named, delayMs: 1, times: 1 },
    { call: 'nodeUnstageVolume', named, delayMs: 1000 },
    { call: 'nodePublishVolume', named, delayMs: 1000 },
  ];
  await using _ = await misbehave(cluster, names.flatMap(slow));
  const write = (volume_id: string, job: string) =>
    scope.run('csi/writer.nomad.hcl', { volume_id, node, job_id: `${volume_id}-${job}` });
  for (const volume_id of names) {
    await csi.volume('csi/volume.volume.hcl', { volume_id });
    await (await write(volume_id, 'first')).running();
  }
  const failures = await Promise.all(
    names.map(async (volume_id) => {
      await nomad.jobs.stop(`${volume_id}-first`);
      await csi.free(volume_id);
      return await (await write(volume_id, 'next')).setupFailures();
    }),
  );
  const all = failures.flat();
  scope.knownBug('C15', () => expect(all, all.join('; ')).toEqual([]));
});
