import { expect, nodeRebooted, test } from '../../harness/index.ts';

const volumeFile = 'csi/volume.volume.hcl';

// nomad#13301: a node that is down was asked to unmount the volume first.
test('a claim of an allocation on a lost node is released', async ({ cluster, csi, nomad, scope }) => {
  scope.needsMachines('it reboots a client');
  scope.needsClients(2);
  const { ID: volume_id } = await csi.volume(volumeFile);
  const another = await scope.volumeSpec(volumeFile, { volume_id: scope.name('another') });
  scope.trackVolume(another.ID);
  const [lost] = cluster.clients;
  if (!lost) throw new Error('the cluster has no client');
  const writer = await scope.run('csi/writer.nomad.hcl', { volume_id, node: `^${lost.name}$` });
  const { ID, NodeID } = await writer.running();
  await scope.inject(nodeRebooted(lost));
  await scope.waits.nodeStatus(NodeID, 'down', { timeoutMs: 90_000 });
  await scope.waits.allocationTerminal(ID);

  // Nomad looks at the claims of all volumes when one of them changes; the end of this one, when the node is back, is a change, too.
  await nomad.volumes.create(another);
  const state = await scope.waits
    .volumeClaims(volume_id, (claims) => claims.length === 0, { timeoutMs: 30_000 })
    .then(
      () => 'released',
      (error: Error) => `claimed: ${error.message}`,
    );
  // Else its replacement would wait for the volume when the node is back.
  await nomad.jobs.stop(writer.jobId);

  scope.knownBug('C12', () => expect(state).toBe('released'));
});
