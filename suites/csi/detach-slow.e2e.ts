import {
  auditClaims,
  endTask,
  ensurePlugin,
  expect,
  measureRelease,
  missingRecords,
  overlappingWriters,
  placementReasons,
  recordsIn,
  test,
  volumeFree,
  waits,
  writerSpans,
} from '../../harness/index.ts';
import { wokenAllocation } from './woken.ts';

test('a slow detach holds the claim until it is done; the next one, on another node, comes within 60 s', async ({
  cluster,
  driver,
  ledger,
  nomad,
  scope,
}) => {
  scope.needsMachines('it looks at mounts and into the driver');
  scope.needsDriver({ slowDetach: true, otherNodes: true });
  await ensurePlugin(cluster);
  const { ID: volumeId, ExternalID: external_id = '' } = await scope.volume('csi/volume.volume.hcl');
  const known = await scope.volumeSpec('csi/digitalocean.volume.hcl', { volume_id: volumeId, external_id });
  await nomad.volumes.deregister(volumeId);
  await nomad.volumes.register(known);
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id: volumeId });
  const holder = await writer.running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);

  const releaseMs = await measureRelease(
    { nomad, ledger, volumeId, path: 'slow detach', boundMs: 60_000 },
    () => endTask(nomad, holder, 'write'),
  );
  expect(releaseMs).toBeGreaterThanOrEqual(driver.capabilities.detach_ms);
  expect(await auditClaims(cluster, volumeId)).toMatchObject({ claims: [], mounts: [], attachments: [] });

  const vars = { volume_id: volumeId, job_id: scope.name('next'), node: `^${other?.name}$`, records: '10' };
  const next = await (await scope.run('csi/writer.nomad.hcl', vars)).ended();
  const records = await recordsIn(volumeId, { nomad, scope });
  expect(writerSpans(records)).toMatchObject([
    { allocation: holder.ID },
    { allocation: next.ID, node: other?.name, records: 10 },
  ]);
  expect(missingRecords(records)).toEqual([]);
}, 180_000);

test('a job that waits for a slowly detached volume runs after the claim is released, when the next allocation ends', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsDriver({ slowDetach: true });
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const holder = await (await scope.run('csi/writer.nomad.hcl', { volume_id })).running();
  const vars = { volume_id, job_id: scope.name('waiting'), records: '10' };
  const waiting = await scope.run('csi/writer.nomad.hcl', vars);
  expect(placementReasons(waiting.evaluation)).toContain(
    `CSI volume ${volume_id} has exhausted its available writer claims`,
  );

  await endTask(nomad, holder, 'write');
  await volumeFree(nomad, volume_id);
  // The end of the holder has woken the job while the claim was still held; its release wakes nobody.
  const placed = await wokenAllocation(waiting.jobId, { nomad, scope });
  await waits.allocationTerminal(nomad, placed.ID, { timeoutMs: 60_000, signal: scope.signal });
  const records = await recordsIn(volume_id, { nomad, scope });
  expect(writerSpans(records)).toMatchObject([
    { allocation: holder.ID },
    { allocation: placed.ID, records: 10 },
  ]);
  expect(overlappingWriters(records)).toEqual([]);
}, 180_000);
