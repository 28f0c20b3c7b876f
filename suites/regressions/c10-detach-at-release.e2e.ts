import { expect, test } from '../../harness/index.ts';

// nomad#14484: claims were marked as freed before the controller had been asked, and then nobody asked it.
test('a volume is attached nowhere when its last claim is released', async ({ csi, nomad, scope }) => {
  scope.needsDriver({ own: true });
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id });
  await writer.running();
  await nomad.jobs.stop(writer.jobId);
  await csi.free(volume_id);

  const { differences } = await csi.audit(volume_id);
  const left = differences.map(({ message }) => message);
  scope.knownBug('C10', () => expect(left, left.join('; ')).toEqual([]));
});
