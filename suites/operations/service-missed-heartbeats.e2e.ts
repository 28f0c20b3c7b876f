import { expect, type NomadClient, type Scope, test } from '../../harness/index.ts';

const file = 'regressions/registered.nomad.hcl';

test('a service follows the allocations of a node that is given up and comes back', async ({
  nomad,
  scope,
}) => {
  const node = await scope.addClient();
  const job = await scope.runApart(file, { service: scope.id, count: '1' });
  const { ID, NodeID } = await job.taskRunning('main');
  await holdersAre([ID], { nomad, scope });

  scope.defer('let the agent go on', () => node.agent.stop('CONT'));
  await node.agent.stop('STOP');
  await scope.waits.nodeStatus(NodeID, 'down');
  await holdersAre([], { nomad, scope });
  await node.agent.stop('CONT');
  const next = await scope.waits.allocationsOf(job.jobId, (all) =>
    all.find((each) => each.ID !== ID && each.ClientStatus === 'running'),
  );

  await holdersAre([next.ID], { nomad, scope });
});

test('a service stays with an allocation that its disconnected node keeps', async ({ nomad, scope }) => {
  scope.needsNomad('1.8.0', 'the block "disconnect"');
  const node = await scope.addClient();
  const job = await scope.job(file, { service: scope.id, count: '1' });
  job.NodePool = scope.id;
  for (const group of job.TaskGroups ?? []) group.Disconnect = { LostAfter: 600e9 };
  const { ID, NodeID } = await (await scope.submit(job)).taskRunning('main');

  scope.defer('let the agent go on', () => node.agent.stop('CONT'));
  await node.agent.stop('STOP');
  await scope.waits.nodeStatus(NodeID, 'disconnected');
  await scope.waits.allocationsOf(job.ID, ([kept]) => (kept?.ClientStatus === 'unknown' ? kept : undefined));
  await holdersAre([ID], { nomad, scope });
  await node.agent.stop('CONT');
  await scope.waits.allocationRunning(ID);

  await holdersAre([ID], { nomad, scope });
  const all = await nomad.jobs.allocations(job.ID);
  expect(all.map((each) => each.ID)).toEqual([ID]);
});

/** Returns when the service of the scope is registered for exactly these allocations. */
async function holdersAre(ids: string[], { nomad, scope }: { nomad: NomadClient; scope: Scope }) {
  await scope.waits.until({
    what: `service ${scope.id} registered for ${ids.join(', ') || 'nothing'}`,
    source: {
      blocking: (index, signal) =>
        nomad.blocking<{ AllocID: string }[]>(`/v1/service/${scope.id}`, { index, signal }),
    },
    until: (found) => (found.map(({ AllocID }) => AllocID).join() === ids.join() ? true : undefined),
  });
}
