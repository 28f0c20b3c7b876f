import { auditClaims, ensurePlugin, expect, test, waits } from '../../harness/index.ts';

// nomad#14484: claims were marked as freed before the controller had been asked, and then nobody asked it.
test('a volume is attached nowhere when its last claim is released', async ({ cluster, nomad, scope }) => {
  scope.needsDriver({ own: true });
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('csi/volume.volume.hcl');
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  await writer.running();
  await nomad.jobs.stop(writer.jobId);
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  await waits.volumeClaims(nomad, volume_id, (claims) => claims.length === 0, limits);

  const { differences } = await auditClaims(cluster, volume_id);
  scope.knownBug('C10', () => expect(differences.map(({ message }) => message)).toEqual([]));
});
