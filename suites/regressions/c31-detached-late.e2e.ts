import { expect, misbehave, test } from '../../harness/index.ts';
import { claimedAgain, volumesOf } from './claimed-again.ts';

// No issue is known. Nomad releases a claim twice at once, by its client and by its server, and asks a driver's controllers one thing
// at a time: it looks for other claims, then waits for its turn, and by then the volume may be its next holder's.
test('a volume stays attached to its holder while the claim before it is released', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ own: true, promptDetach: true });
  const calls = ['controllerPublishVolume', 'controllerUnpublishVolume'];
  const slow = calls.map((call) => ({ call, named: scope.id, delayMs: 100 }));
  await using _ = await misbehave(cluster, slow);
  const volumes = volumesOf(scope);

  const failures = await claimedAgain(volumes, cluster.clients[0]?.name, { csi, nomad, scope });

  const audits = await Promise.all(volumes.map((volume) => csi.audit(volume)));
  const rules = audits.flatMap(({ differences }) => differences.map(({ rule }) => rule));
  scope.knownBug('C31', () => expect([...rules, ...failures]).toEqual([]));
});
