import { expect, test } from '../../harness/index.ts';
import { filesOf, placementsOf, replacementOf } from './allocations.ts';
import { addVolumeClient, placedOn } from './host-volume-client.ts';

const missing = 'missing compatible host volumes';

// https://developer.hashicorp.com/nomad/docs/job-specification/volume#sticky
test('a job with a sticky host volume waits for its volume beside another one of the name', async ({
  cluster,
  nomad,
  scope,
}) => {
  const [first, other] = [await addVolumeClient(scope, cluster), await addVolumeClient(scope, cluster)];
  const { nomadNodeId: own = '' } = first.node;
  const { nomadNodeId: others = '' } = other.node;
  const { allocation: sticky } = await placedOn(first, { beside: other, sticky: true }, scope, cluster);
  const { allocation: free } = await placedOn(first, { beside: other, sticky: false }, scope, cluster);
  const { written } = await filesOf(nomad, sticky);

  await nomad.nodes.drain(own, { deadlineMs: 60_000, ignoreSystemJobs: true });
  expect((await replacementOf(free, scope, nomad)).NodeID).toBe(others);
  const { allocations, reasons } = await placementsOf(sticky, scope, nomad);
  expect(allocations).toEqual([sticky.ID]);
  expect(reasons).toContain(missing);

  // Which of two clients it goes to where both may be chosen is shown by sticky-other-volume.
  await nomad.nodes.eligibility(others, 'ineligible');
  await nomad.nodes.undrain(own);
  const back = await replacementOf(sticky, scope, nomad);
  expect(back.NodeID).toBe(own);
  expect((await filesOf(nomad, back)).found).toEqual(written);
  scope.observed('dynamic host volume, sticky', 'drain', 'stays on its node, and the job waits for it');
});

test('a job whose sticky volume is lost gets another one when its claim is deleted', async ({
  cluster,
  nomad,
  scope,
}) => {
  const [lost, other] = [await addVolumeClient(scope, cluster), await addVolumeClient(scope, cluster)];
  const { job, allocation } = await placedOn(lost, { beside: other, sticky: true }, scope, cluster);

  await lost.node.kill();
  await scope.waits.nodeStatus(lost.node.nomadNodeId ?? '', 'down', { timeoutMs: 90_000 });
  const { allocations, reasons } = await placementsOf(allocation, scope, nomad);
  expect(allocations).toEqual([allocation.ID]);
  expect(reasons).toContain(missing);

  const claims = await nomad.volumes.host.claims(job.jobId);
  expect(claims).toHaveLength(1);
  for (const { ID } of claims) await nomad.volumes.host.deleteClaim(ID);
  await nomad.jobs.evaluate(job.jobId);
  expect((await replacementOf(allocation, scope, nomad)).NodeID).toBe(other.node.nomadNodeId);
  scope.observed(
    'dynamic host volume, sticky',
    'node loss',
    'lost, and the job waits until its claim is deleted',
  );
});
