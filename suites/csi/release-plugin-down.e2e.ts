import { expect, test, untilUnmounted } from '../../harness/index.ts';

test('a volume can be claimed within 120 s of the return of a driver that was down as the holder stopped', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it waits for an unmount on the node');
  // Else the holder ends with the driver, and not while it is down.
  scope.needsDriver({ mounts: 'kernel' });
  const plugin_id = scope.name('plugin');
  const [driver] = await scope.driverJobs(plugin_id);
  await scope.submit(driver);
  const { ID: volumeId, ExternalID = '' } = await csi.volume('csi/volume.volume.hcl', { plugin_id });
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id: volumeId });
  const { NodeID, NodeName } = await writer.running();

  await nomad.jobs.stop(driver.ID);
  await scope.waits.pluginGone(plugin_id);
  await nomad.jobs.stop(writer.jobId);
  await writer.ended();
  expect((await csi.audit(volumeId)).claims).toHaveLength(1);

  await csi.measureRelease({ volumeId, path: 'driver down', boundMs: 120_000 }, async () => {
    await scope.submit(driver);
    await csi.healthy(plugin_id);
  });
  // The claim is free while the client still has its next try of the unmount before it.
  await untilUnmounted({ node: cluster.nodeByNomadId(NodeID), externalId: ExternalID, volumeId });
  // Nomad 1.11.3 may free the claim without detaching the volume, when it hears of the driver's node service before
  // its controller. The next claim is on the same node, so that its own release detaches the volume in any case.
  const on = { volume_id: volumeId, node: `^${NodeName}$` };
  const next = await (await scope.run('csi/put-file.nomad.hcl', on)).ended();
  expect(next.ClientStatus).toBe('complete');
});
