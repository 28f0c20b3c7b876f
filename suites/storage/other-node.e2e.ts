import { expect, placementReasons, test } from '../../harness/index.ts';
import { filesOf } from './allocations.ts';
import { keepFile, prepareStorage } from './storage.ts';

test.concurrent.for(['host_volume', 'docker volumes'] as const)(
  '%s: a file is not seen from another node',
  async (kind, { cluster, nomad, scope }) => {
    scope.needsClients(2);
    const [node, other] = cluster.clients;
    const vars = await prepareStorage(kind, scope, cluster);
    const runOn = async (name: string, on = node) =>
      (await scope.run(keepFile, { ...vars, job_id: scope.name(name), node: `^${on?.name}$` })).running();

    const { written } = await filesOf(nomad, await runOn('put'));
    const [there, here] = await Promise.all([runOn('elsewhere', other), runOn('beside')]);
    expect(there.NodeID).toBe(other?.nomadNodeId);
    expect((await filesOf(nomad, there)).found).toEqual({});
    expect((await filesOf(nomad, here)).found).toMatchObject(written);
    scope.observed(kind, 'other nodes', 'not seen');
  },
);

test('dynamic host volume: a job is not placed on another node', async ({ cluster, nomad, scope }) => {
  scope.needsClients(2);
  const [node, other] = cluster.clients;
  const vars = await prepareStorage('dynamic host volume', scope, cluster, node);
  const elsewhere = await scope.run(keepFile, { ...vars, node: `^${other?.name}$` });
  expect(placementReasons(elsewhere.evaluation)).toContain('missing compatible host volumes');
  expect(await nomad.jobs.allocations(elsewhere.jobId)).toEqual([]);

  const here = await scope.run(keepFile, { ...vars, job_id: scope.name('here') });
  expect(await here.running()).toMatchObject({ NodeID: node?.nomadNodeId });
  scope.observed('dynamic host volume', 'other nodes', 'no job is placed there');
});
