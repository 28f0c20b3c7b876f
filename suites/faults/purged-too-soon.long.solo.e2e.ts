import { attachmentsFolder, expect, test } from '../../harness/index.ts';
import { heldVolume } from './holder.ts';

test('a volume is detached from a lost node that is purged before its claim is free', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const victim = await cluster.addClient();
  scope.defer('remove the lost machine', () => cluster.removeClient(victim));
  const { volumeId, externalId } = await heldVolume({ cluster, csi, scope }, { on: victim.name });
  const id = victim.nomadNodeId ?? '';

  await victim.kill();
  await scope.waits.nodeStatus(id, 'down', { timeoutMs: 90_000 });
  await nomad.nodes.purge(id);
  await scope.waits.volumeClaims(volumeId, (claims) => claims.length === 0, { timeoutMs: 120_000 });

  const { differences } = await csi.audit(volumeId);
  // As its operator would have to, at the storage itself.
  await cluster.clients[0]?.shell(`rm -f ${attachmentsFolder(externalId)}/*`);

  const messages = differences.map(({ message }) => message.replace(victim.name, 'the lost node'));
  scope.knownBug('F-purged-too-soon', () => expect(messages).toEqual([]));
});
