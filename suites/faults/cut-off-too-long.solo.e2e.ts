import { expect, partition, test, waits } from '../../harness/index.ts';
import { expectIntact, heldVolume } from './holder.ts';

test('a writer whose node is given up while it is cut off', async ({ cluster, ledger, nomad, scope }) => {
  const held = await heldVolume(cluster, scope);
  const { volumeId, externalId, holder, node } = held;
  const other = cluster.clients.find((each) => each !== node);
  const fault = await scope.inject(partition([node], cluster.servers));
  await waits.nodeStatus(nomad, holder.NodeID, 'down', { timeoutMs: 60_000 });
  const began = performance.now();
  await waits.volumeClaims(nomad, volumeId, (claims) => claims.length === 0, { timeoutMs: 90_000 });
  ledger.append('claim-released', {
    volume: volumeId,
    path: 'cut off',
    releaseMs: performance.now() - began,
    boundMs: 90_000,
  });
  const second = await scope.run('csi/writer.nomad.hcl', {
    volume_id: volumeId,
    job_id: scope.name('second'),
    node: `^${other?.name}$`,
  });
  const next = await second.running();
  await node.shell(`tail -n 0 -f /srv/csi-shared/volumes/${externalId}/data/records-${next.ID} | sed -n 20q`);
  await nomad.jobs.stop(second.jobId);
  await second.ended();
  await fault.undo();
  await expectIntact(nomad, scope, volumeId, [holder, next]);
}, 300_000);
