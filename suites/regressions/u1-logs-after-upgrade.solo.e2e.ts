import { expect, firstLine, replaceAgent, test } from '../../harness/index.ts';

// nomad#17076: what was registered before the upgrade had its log collection off when it was placed again.
test('a job registered before an upgrade still has logs when it is rescheduled after it', async ({
  cluster,
  nomad,
  scope,
  skip,
}) => {
  const { upgradeTo } = cluster;
  if (upgradeTo === undefined)
    return skip('needs a second version: npx nomad-e2e regression U1 --nomad-version <x.y.z>');
  const job = await scope.run('regressions/talker.nomad.hcl');
  const before = await job.taskRunning('main');
  const early = await firstLine(nomad, before.ID, 'main');
  if (early !== `said by ${before.ID}`) throw new Error(`before the upgrade the log says: ${early}`);

  for (const node of [...cluster.servers, ...cluster.clients])
    await replaceAgent(cluster, node, upgradeTo, scope);
  await nomad.allocations.stop(before.ID);
  await job.allocations(2);
  const after = await job.taskRunning('main');

  const late = await firstLine(nomad, after.ID, 'main');
  scope.knownBug('U1', () => expect(late, 'the log after the upgrade').toBe(`said by ${after.ID}`));
});
