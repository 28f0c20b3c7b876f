import { expect, placementReasons, test } from '../../harness/index.ts';

// No issue is known. The scheduler counts the volumes of a node's allocations in an order of chance, and stops at the first that no
// longer exists: that of an allocation which has ended, and is not collected yet.
test('a node with as many volumes as its driver allows gets no more when a volume that it had was deleted', async ({
  cluster,
  csi,
  driver,
  nomad,
  scope,
}) => {
  scope.needsDriver({ attachLimit: true });
  const node = `^${cluster.clients[0]?.name}$`;
  const varsOf = async (name: string) => {
    const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl', { volume_id: scope.name(name) });
    return { volume_id, node, job_id: scope.name(`job-of-${name}`) };
  };
  const gone = await varsOf('gone');
  await (await scope.run('csi/put-file.nomad.hcl', gone)).ended();
  await csi.free(gone.volume_id);
  await nomad.volumes.delete(gone.volume_id);
  const names = Array.from({ length: driver.capabilities.attach_limit }, (_, n) => `held-${n}`);
  await Promise.all(
    names.map(async (name) => (await scope.run('csi/writer.nomad.hcl', await varsOf(name))).running()),
  );

  const late = await scope.job('csi/writer.nomad.hcl', await varsOf('late'));
  const refused: boolean[] = [];
  while (refused.length < 12) {
    const reasons = placementReasons(await nomad.jobs.plan(late));
    refused.push(reasons.some((reason) => reason.includes('has the maximum number of volumes')));
  }

  const known = refused.filter(Boolean).length;
  scope.knownBug('C33', () => expect(known, 'plans that know the limit').toBe(12));
});
