import { expect, NomadApiError, test } from '../../harness/index.ts';

// nomad#13880: the namespace went, and its volume stayed where nobody could read or delete it.
test('a namespace that has a CSI volume cannot be deleted', async ({ csi, nomad, scope }) => {
  scope.needsCluster('management');
  await csi.healthy();
  const namespace = scope.name('ns');
  await nomad.namespaces.create({ Name: namespace });
  scope.defer('delete the namespace', () => nomad.namespaces.delete(namespace));
  const volume = await scope.volumeSpec('csi/volume.volume.hcl');
  await nomad.volumes.create({ ...volume, Namespace: namespace });
  scope.defer('delete the volume', async () => {
    await nomad.namespaces.create({ Name: namespace });
    await nomad.volumes.delete(volume.ID, { namespace });
  });

  // Some versions answer that it is done, and keep it.
  await nomad.namespaces.delete(namespace).catch(() => undefined);
  const left = await nomad.namespaces.read(namespace).then(
    ({ Name }) => Name,
    (error: Error) => (error instanceof NomadApiError ? error.status : error.message),
  );

  scope.knownBug('N3', () => expect(left).toBe(namespace));
});
