import { expect, misbehave, test } from '../../harness/index.ts';

// No issue is known. Nomad releases a claim twice at once, by its client and by its server, and asks a driver's controllers one thing
// at a time: it looks for other claims, then waits for its turn, and by then the volume may be its next holder's.
test('a volume stays attached to its holder while the claim before it is released', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ own: true, promptDetach: true });
  const node = `^${cluster.clients[0]?.name}$`;
  const calls = ['controllerPublishVolume', 'controllerUnpublishVolume'];
  const slow = calls.map((call) => ({ call, named: scope.id, delayMs: 100 }));
  await using _ = await misbehave(cluster, slow);
  const names = Array.from({ length: 4 }, (_, at) => scope.name(`${at}`));
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

  const audits = await Promise.all(names.map((name) => csi.audit(name)));
  const rules = audits.flatMap(({ differences }) => differences.map(({ rule }) => rule));
  scope.knownBug('C31', () => expect([...rules, ...failures.flat()]).toEqual([]));
});
