import { type ClusterNode, expect, type Scope, type StartedNomadCluster, test } from '../../harness/index.ts';
import { filesOf, placementsOf, replacementOf } from './allocations.ts';
import { dynamicHostVolume, keepFile } from './storage.ts';

const missing = 'missing compatible host volumes';

// https://developer.hashicorp.com/nomad/docs/job-specification/volume#sticky
test('a sticky host volume keeps its job from another volume of its name', async ({
  cluster,
  nomad,
  scope,
}) => {
  const first = await withVolume(scope, cluster);
  const sticky = await running(scope, first.vars, true);
  const { allocation: free } = await running(scope, first.vars, false);
  const { written } = await filesOf(nomad, sticky.allocation);
  const other = await withVolume(scope, cluster);

  const nodeId = first.node.nomadNodeId ?? '';
  await nomad.nodes.drain(nodeId, { deadlineMs: 60_000, ignoreSystemJobs: true });
  const moved = await replacementOf(free, scope, nomad);
  expect(moved.NodeID).toBe(other.node.nomadNodeId);
  const { allocations, reasons } = await placementsOf(sticky.allocation, scope, nomad);
  expect(allocations).toEqual([sticky.allocation.ID]);
  expect(reasons).toContain(missing);

  await nomad.nodes.undrain(nodeId);
  const back = await replacementOf(sticky.allocation, scope, nomad);
  expect(back.NodeID).toBe(nodeId);
  expect((await filesOf(nomad, back)).found).toEqual(written);
  scope.observed('dynamic host volume, sticky', 'drain', 'stays on its node, and the job waits for it');
});

test('a job whose sticky volume is lost gets another one when its claim is deleted', async ({
  cluster,
  nomad,
  scope,
}) => {
  const lost = await withVolume(scope, cluster);
  const { allocation, job } = await running(scope, lost.vars, true);
  const other = await withVolume(scope, cluster);

  await lost.node.kill();
  await scope.waits.nodeStatus(lost.node.nomadNodeId ?? '', 'down', { timeoutMs: 90_000 });
  const { allocations, reasons } = await placementsOf(allocation, scope, nomad);
  expect(allocations).toEqual([allocation.ID]);
  expect(reasons).toContain(missing);

  const claims = await nomad.volumes.host.claims(job.jobId);
  expect(claims).toHaveLength(1);
  for (const { ID } of claims) await nomad.volumes.host.deleteClaim(ID);
  await nomad.jobs.evaluate(job.jobId);
  const next = await replacementOf(allocation, scope, nomad);
  expect(next.NodeID).toBe(other.node.nomadNodeId);
  scope.observed(
    'dynamic host volume, sticky',
    'node loss',
    'lost, and the job waits until its claim is deleted',
  );
});

test('each allocation of a per_alloc group gets the host volume of its number', async ({
  cluster,
  nomad,
  scope,
}) => {
  const source = scope.name('volume');
  const second = await withVolume(scope, cluster, `${source}[1]`);
  const first = await withVolume(scope, cluster, `${source}[0]`);
  const job = await scope.job(keepFile, { ...first.vars, source, per_alloc: 'true' });
  job.NodePool = scope.id;
  for (const group of job.TaskGroups ?? []) group.Count = 2;

  const all = await (await scope.submit(job)).allocations(2);
  const placed = Object.fromEntries(all.map(({ Name, NodeName }) => [Name, NodeName]));
  expect(placed).toEqual({
    [`${job.ID}.keep[0]`]: first.node.name,
    [`${job.ID}.keep[1]`]: second.node.name,
  });
  for (const { ID } of all) await scope.waits.allocationRunning(ID);
  const { HostVolumes } = await nomad.nodes.read(first.node.nomadNodeId ?? '');
  const { ID = '' } = HostVolumes?.[`${source}[0]`] ?? {};
  await expect(nomad.volumes.host.delete(ID)).rejects.toThrow(/in use/);
});

/** A client of the test's own that has a dynamic host volume, and the variables of a job for it. */
async function withVolume(
  scope: Scope,
  cluster: StartedNomadCluster,
  source?: string,
): Promise<{ node: ClusterNode; vars: Record<string, string> }> {
  scope.needsCluster('dynamic host volumes');
  const node = await scope.addClient();
  return { node, vars: await dynamicHostVolume('single-node-multi-writer', scope, cluster, node, source) };
}

async function running(scope: Scope, vars: Record<string, string>, sticky: boolean) {
  const name = sticky ? 'sticky' : 'free';
  const job = await scope.job(keepFile, { ...vars, job_id: scope.name(name), folder: name });
  job.NodePool = scope.id;
  for (const volume of Object.values(job.TaskGroups?.[0]?.Volumes ?? {})) volume.Sticky = sticky;
  const submitted = await scope.submit(job);
  return { allocation: await submitted.running(), job: submitted };
}
