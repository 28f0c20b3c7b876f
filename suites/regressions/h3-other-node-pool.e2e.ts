import { expect, test } from '../../harness/index.ts';

// nomad#26600: the node of the disk was preferred, whatever pool it was in.
test('a job with a sticky disk moves to its new node pool', async ({ nomad, scope }) => {
  scope.needsNomad('1.6.0', 'node pools');
  const other = await scope.addClient();
  const job = await scope.job('regressions/script.nomad.hcl');
  for (const group of job.TaskGroups ?? []) group.EphemeralDisk = { Sticky: true, SizeMB: 150 };
  const before = await (await scope.submit(job)).deployed();
  job.NodePool = scope.id;

  const after = await (await scope.submit(job)).allocation();

  const { Name } = await nomad.nodes.read(after.NodeID);
  scope.knownBug('H3', () => expect(`${Name} ${after.ID !== before.ID}`).toBe(`${other.name} true`));
});
