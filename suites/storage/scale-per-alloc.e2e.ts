import { ensurePlugin, expect, placementReasons, test, volumeFree, waits } from '../../harness/index.ts';
import { filesOf } from './allocations.ts';
import { besideRawExec, csiVolume, keepFile } from './storage.ts';

test('each allocation of a scaled group finds its own CSI volume again', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsNomad('1.3.2', besideRawExec);
  await ensurePlugin(cluster);
  const volume_id = scope.name('vol');
  for (const at of [0, 1]) await scope.volume('csi/volume.volume.hcl', { volume_id: `${volume_id}[${at}]` });
  const job = await scope.run(keepFile, { ...csiVolume(volume_id), per_alloc: 'true' });
  const first = await job.running();
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  const scale = async (count: number) => {
    // Nomad refuses to scale while a deployment is under way.
    const deployment = await nomad.jobs.latestDeployment(job.jobId);
    await waits.deploymentDone(nomad, deployment?.ID ?? '', limits);
    const { EvalID } = await nomad.jobs.scale(job.jobId, 'keep', count);
    return waits.evaluationDone(nomad, EvalID, limits);
  };
  const second = async () => {
    const [newest] = await job.allocations(2);
    return waits.allocationRunning(nomad, newest?.ID ?? '', limits);
  };

  await scale(2);
  const out = await second();
  expect(out.Name).toBe(`${job.jobId}.keep[1]`);
  const { written } = await filesOf(nomad, out);
  expect(Object.keys((await nomad.volumes.read(`${volume_id}[1]`)).WriteAllocs ?? {})).toEqual([out.ID]);

  await scale(1);
  await volumeFree(nomad, `${volume_id}[1]`, { signal: scope.signal });
  await scale(2);
  const again = await second();
  expect(again.ID).not.toBe(out.ID);
  expect((await filesOf(nomad, again)).found).toEqual(written);

  expect(placementReasons(await scale(3))).toEqual([scope.nomadSays.missingVolume(`${volume_id}[2]`)]);
  await expect(nomad.jobs.scale(job.jobId, 'keep', 4)).rejects.toThrow(/4 > 3/);
  expect(await nomad.allocations.read(first.ID)).toMatchObject({ ClientStatus: 'running' });
  expect(Object.keys((await nomad.volumes.read(`${volume_id}[0]`)).WriteAllocs ?? {})).toEqual([first.ID]);
});
