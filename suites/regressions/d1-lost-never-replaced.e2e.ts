import { type ClusterNode, expect, type Scope, test } from '../../harness/index.ts';

/** Each of them may be replaced or not. */
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

// No issue is known: the evaluation that is to replace it is due some time after it was planned to be lost, and looks whether that time
// has passed since it was noted as lost, a moment later. Where it comes between the two it places nothing, and no other is made.
test('work of a lost client that was to be stopped there is replaced', async ({ cluster, nomad, scope }) => {
  scope.needsNomad('1.8.0', 'the block "disconnect"');
  const node = await scope.addClient();
  const jobs = await Promise.all(
    names.map((name) => stoppedAfter(cluster.stopOnClientAfterMs, scope.name(name), scope)),
  );
  await scope.addClient();
  await node.kill();

  const states = await Promise.all(jobs.map((job) => replaced(job, node, scope)));
  // What an operator can do about it.
  for (const { jobId, lost } of jobs) {
    await nomad.jobs.evaluate(jobId);
    await scope.waits.allocationsOf(jobId, (all) =>
      all.find(({ ID, ClientStatus }) => ID !== lost && ClientStatus === 'running'),
    );
  }
  scope.knownBug('D1', () => expect(states).toEqual(names.map(() => 'replaced')));
});

async function stoppedAfter(ms: number, job_id: string, scope: Scope) {
  const job = await scope.job('regressions/script.nomad.hcl', { job_id });
  job.NodePool = scope.id;
  for (const group of job.TaskGroups ?? []) group.Disconnect = { StopOnClientAfter: ms * 1e6 };
  // While its deployment is under way, Nomad replaces nothing of a group.
  const { ID } = await (await scope.submit(job)).deployed();
  return { jobId: job.ID, lost: ID };
}

async function replaced(job: { jobId: string; lost: string }, node: ClusterNode, scope: Scope) {
  await scope.waits.nodeStatus(node.nomadNodeId ?? '', 'down', { timeoutMs: 90_000 });
  return await scope.waits.lostReplaced(job, { timeoutMs: 60_000 }).then(
    () => 'replaced',
    (error: Error) => error.message,
  );
}
