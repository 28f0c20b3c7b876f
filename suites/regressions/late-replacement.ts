import type { Job, NomadClient, Scope, StartedNomadCluster } from '../../harness/index.ts';

interface Fixtures {
  cluster: StartedNomadCluster;
  nomad: NomadClient;
  scope: Scope;
}

interface Options {
  /** Of the batch job; what Nomad takes for one unless given: one attempt a day. */
  policy?: NonNullable<Job['TaskGroups']>[number]['ReschedulePolicy'];
  /** Of this test alone. */
  port: number;
}

const nodeName = '$' + '{node.unique.name}';

/**
 * A batch job whose allocation has failed, and whose replacement could not be placed when it was due, since another job had its
 * port. When this returns, that job is asked to stop.
 */
export async function lateReplacement(
  { cluster, nomad, scope }: Fixtures,
  { policy = null, port }: Options,
): Promise<{ jobId: string; failed: string }> {
  const taking = async (name: string) => {
    const job = await scope.job('regressions/script.nomad.hcl', { job_id: scope.name(name), type: 'batch' });
    for (const group of job.TaskGroups ?? []) {
      group.Networks = [{ ReservedPorts: [{ Label: 'only', Value: port }] }];
      group.Constraints = [{ LTarget: nodeName, RTarget: cluster.clients[0]?.name ?? '', Operand: '=' }];
      if (policy) group.ReschedulePolicy = policy;
    }
    return await scope.submit(job);
  };
  const first = await taking('first');
  const { ID } = await first.taskRunning('main');
  const second = await taking('second');
  // The second one is placed at once, a replacement of the first one 5 s later.
  await nomad.allocations.signal(ID, { signal: 'SIGKILL' });
  await second.placed();
  await scope.waits.until({
    what: 'a replacement that cannot be placed',
    source: {
      read: (call) => nomad.jobs.evaluations(first.jobId, call),
      wakes: ({ Topic }) => Topic === 'Evaluation',
    },
    until: (all) => all.find(({ FailedTGAllocs }) => FailedTGAllocs),
  });
  await nomad.jobs.stop(second.jobId);
  return { jobId: first.jobId, failed: ID };
}
