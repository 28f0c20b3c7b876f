import {
  auditClaims,
  endTask,
  ensurePlugin,
  expect,
  measureRelease,
  missingRecords,
  recordsIn,
  test,
  writerSpans,
} from '../../harness/index.ts';

test('a slow detach holds the claim until it is done; the next one, on another node, comes within 60 s', async ({
  cluster,
  driver,
  ledger,
  nomad,
  scope,
}) => {
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
