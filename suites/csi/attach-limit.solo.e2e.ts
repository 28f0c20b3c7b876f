import { expect, finishedAt, placementReasons, startedAt, test } from '../../harness/index.ts';

test('a node with as many volumes as its driver allows gets no more until one of them is free', async ({
  csi,
  driver,
  nomad,
  scope,
}) => {
  scope.needsDriver({ attachLimit: true });
  // On nodes that other tests have used Nomad miscounts (known bug C33).
  const own = await csi.ownClients(2);
  const limit = driver.capabilities.attach_limit;
  const [full, other] = own.clients.map(({ name }) => name);
  const writer = async (name: string, node: string | undefined) => {
    const { ID: volume_id, PluginID } = await own.volume('csi/volume.volume.hcl', {
      volume_id: scope.name(`volume-of-${name}`),
    });
    const vars = { volume_id, job_id: scope.name(name), node: `^${node}$` };
    return { volume_id, plugin: PluginID, job: await own.run('csi/writer.nomad.hcl', vars) };
  };
  const names = Array.from({ length: limit }, (_, n) => `holder-${n}`);
  const holders = await Promise.all(
    names.map(async (name) => {
      const { volume_id, job } = await writer(name, full);
      return { volume_id, jobId: job.jobId, ...(await job.running()) };
    }),
  );

  const { plugin, volume_id, job: late } = await writer('late', full);
  expect(placementReasons(late.evaluation)).toContain(
    `CSI plugin ${plugin} has the maximum number of volumes on client ${holders[0]?.NodeID}`,
  );
  expect(await nomad.jobs.allocations(late.jobId)).toEqual([]);
  const { job: elsewhere } = await writer('elsewhere', other);
  expect((await elsewhere.running()).NodeName).toBe(other);

  // A job that waits is woken by the end of an allocation, and the driver refuses it while the volume is being detached.
  await nomad.jobs.stop(late.jobId);
  const [freed] = holders;
  // Of an allocation that ends by itself Nomad counts the volumes until it is collected, so its job is stopped.
  await nomad.jobs.stop(freed?.jobId ?? '');
  await csi.free(freed?.volume_id ?? '');
  // The claim goes first, and Nomad counts the volume until it hears of the allocation's end.
  const ended = await scope.waits.allocationTerminal(freed?.ID ?? '');
  const after = { volume_id, job_id: scope.name('after'), node: `^${full}$` };
  const running = await (await own.run('csi/writer.nomad.hcl', after)).running();
  expect(running.NodeName).toBe(full);
  expect(startedAt(running, 'write')).toBeGreaterThan(finishedAt(ended, 'write'));
});
