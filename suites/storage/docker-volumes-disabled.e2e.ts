import { expect, taskEvents, test } from '../../harness/index.ts';
import { keepFile, prepareStorage } from './storage.ts';

test('docker volumes are refused by a client whose docker driver has them disabled', async ({
  cluster,
  scope,
}) => {
  const client = await scope.addClient({ dockerVolumes: false });
  const vars = await prepareStorage('docker volumes', scope, cluster);
  const refused = await (await scope.runApart(keepFile, vars)).ended();

  expect(refused).toMatchObject({ NodeID: client.nomadNodeId, ClientStatus: 'failed' });
  expect(taskEvents(refused, 'keep').map(({ type }) => type)).not.toContain('Started');
  const [failure] = taskEvents(refused, 'keep').filter(({ type }) => type === 'Driver Failure');
  expect(failure?.message).toContain(scope.nomadSays.hostPathRefused());

  const without = await scope.runApart(keepFile, { job_id: scope.name('without') });
  expect(await without.running()).toMatchObject({ NodeID: client.nomadNodeId });
});
