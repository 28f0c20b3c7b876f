import { expect, test } from '../../harness/index.ts';

// nomad#15415: a controller on a node that takes no new work was not asked any more.
test('a volume is created while every controller is on an ineligible node', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines('it makes all clients ineligible');
  await csi.healthy();
  for (const { nomadNodeId = '' } of cluster.clients) {
    scope.defer('make the node eligible again', () => nomad.nodes.eligibility(nomadNodeId, 'eligible'));
    await nomad.nodes.eligibility(nomadNodeId, 'ineligible');
  }

  const answer = await scope.volume('csi/volume.volume.hcl').then(
    () => 'created',
    (error: Error) => error.message,
  );

  scope.knownBug('C27', () => expect(answer).toBe('created'));
});
