import { expect, test } from '../../harness/index.ts';

// nomad#15372: the scheduler looked for the volumes of system jobs in no namespace at all.
test('a system job is placed with a CSI volume of its own namespace', async ({ csi, nomad, scope }) => {
  scope.needsCluster('management');
  await csi.healthy();
  const namespace = scope.name('ns');
  await nomad.namespaces.create({ Name: namespace });
  scope.defer('delete the namespace', () => nomad.namespaces.delete(namespace));
  const volume = await scope.volumeSpec('csi/volume.volume.hcl');
  await nomad.volumes.create({ ...volume, Namespace: namespace });
  scope.defer('delete the volume', () => nomad.volumes.delete(volume.ID, { namespace }));
  const job = await scope.job('regressions/every-node.nomad.hcl');
  const modes = { AccessMode: 'single-node-writer', AttachmentMode: 'file-system' };
  const request = { Name: 'data', Type: 'csi', Source: volume.ID, ...modes };
  for (const group of job.TaskGroups ?? []) group.Volumes = { data: request };

  const { Annotations } = await nomad.jobs.plan({ ...job, Namespace: namespace });

  const placed = Object.values(Annotations?.DesiredTGUpdates ?? {}).map(({ Place }) => Place);
  scope.knownBug('C30', () => expect(placed, 'allocations to place').not.toEqual([0]));
});
