import { expect, taskEvents, test } from '../../harness/index.ts';

const file = 'operations/privileged.nomad.hcl';
const allowed = 'docker tasks may be privileged here';
const denied = 'docker tasks may not be privileged here: nomad-e2e run --allow-privileged';

test('a privileged docker task is refused where the nodes do not allow it', async ({ cluster, scope }) => {
  scope.needsMachines('what the docker driver of its nodes allows');
  scope.needs(cluster.descriptor.allowPrivileged !== true, allowed);
  const refused = await (await scope.run(file)).ended();

  expect(refused.ClientStatus).toBe('failed');
  const [failure] = taskEvents(refused, 'mount').filter(({ type }) => type === 'Driver Failure');
  expect(failure?.message).toContain('privileged mode is disabled');
});

test('a privileged docker task may mount and make devices', async ({ cluster, nomad, scope }) => {
  scope.needsMachines('what the docker driver of its nodes allows');
  scope.needs(cluster.descriptor.allowPrivileged === true, denied);
  const { ID } = await (await scope.run(file)).ended();

  expect(await nomad.allocations.logs(ID, { task: 'mount', type: 'stdout' })).toBe('mounted\n');
});
