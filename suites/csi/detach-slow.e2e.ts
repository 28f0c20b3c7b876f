import { endTask, expect, missingRecords, placementReasons, test, writerSpans } from '../../harness/index.ts';
import { wakeScheduler } from './wake-scheduler.ts';

test('a slow detach holds the claim until it is done', async ({ cluster, csi, driver, nomad, scope }) => {
  scope.needsMachines('it looks at mounts and into the driver');
  scope.needsDriver({ slowDetach: true, otherNodes: true });
  const { ID: volumeId, ExternalID: external_id = '' } = await csi.volume('csi/volume.volume.hcl');
  const known = await scope.volumeSpec('csi/digitalocean.volume.hcl', { volume_id: volumeId, external_id });
  await nomad.volumes.deregister(volumeId);
  await nomad.volumes.register(known);
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id: volumeId });
  const holder = await writer.running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);

  const releaseMs = await csi.measureRelease({ volumeId, path: 'slow detach', boundMs: 60_000 }, () =>
    endTask(nomad, holder, 'write'),
  );
  expect(releaseMs).toBeGreaterThanOrEqual(driver.capabilities.detach_ms);
  expect(await csi.audit(volumeId)).toMatchObject({ claims: [], mounts: [], attachments: [] });

  const vars = { volume_id: volumeId, job_id: scope.name('next'), node: `^${other?.name}$`, records: '10' };
  const next = await (await scope.run('csi/writer.nomad.hcl', vars)).ended();
  const records = await csi.records(volumeId);
  expect(writerSpans(records)).toMatchObject([
    { allocation: holder.ID },
    { allocation: next.ID, node: other?.name, records: 10 },
  ]);
  expect(missingRecords(records)).toEqual([]);
  expect(records).toShowOneWriterAtATime();
});

test('a job that waits for a slowly detached volume runs when the next allocation ends', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ slowDetach: true });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const vars = { volume_id, job_id: scope.name('waiting'), records: '10' };
  const waiting = await scope.run('csi/writer.nomad.hcl', vars);
  expect(placementReasons(waiting.evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volume_id));

  await endTask(nomad, holder, 'write');
  await csi.free(volume_id);
  // The end of the holder has woken the job while the claim was still held; its release wakes nobody.
  await wakeScheduler(scope);
  const placed = await waiting.placed();
  await scope.waits.allocationTerminal(placed.ID);
  const records = await csi.records(volume_id);
  expect(writerSpans(records)).toMatchObject([
    { allocation: holder.ID },
    { allocation: placed.ID, records: 10 },
  ]);
  expect(records).toShowOneWriterAtATime();
});
