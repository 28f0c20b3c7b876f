import { auditClaims, ensurePlugin, expect, test, volumeFree, waits } from '../../harness/index.ts';
import { heldVolume } from './holder.ts';

test('known bad: a lost node is purged before its claim is free, and its volume stays attached to it', async ({
  cluster,
  nomad,
  scope,
}) => {
  const victim = await cluster.addClient();
  scope.defer('remove the lost machine', () => cluster.removeClient(victim));
  await ensurePlugin(cluster);
  const { volumeId, externalId } = await heldVolume(cluster, scope, { on: victim.name });
  const id = victim.nomadNodeId ?? '';

  await victim.kill();
  await waits.nodeStatus(nomad, id, 'down', { timeoutMs: 90_000, signal: scope.signal });
  await nomad.nodes.purge(id);
  await volumeFree(nomad, volumeId, { timeoutMs: 120_000, signal: scope.signal });

  const { differences } = await auditClaims(cluster, volumeId);
  expect(differences.map(({ message }) => message)).toEqual([
    `the driver has it attached to ${victim.name}, unclaimed: ControllerUnpublishVolume is missing`,
  ]);
  // As its operator would have to, at the storage itself.
  await cluster.clients[0]?.shell(`rm /srv/csi-shared/volumes/${externalId}/attachments/*`);
}, 300_000);
