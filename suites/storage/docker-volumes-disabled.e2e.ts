import { expect, taskEvents, test } from '../../harness/index.ts';
import { storageOf } from './kinds.ts';

test('docker volumes are refused by a client whose docker driver has them disabled', async ({
  cluster,
  nomad,
  scope,
}) => {
  const client = await scope.addClient({ dockerVolumes: false });
  const { file, vars } = await storageOf('docker volumes', { cluster, nomad, scope });
  const refused = await (await scope.runApart(file, vars)).ended();

  expect(refused).toMatchObject({ NodeID: client.nomadNodeId, ClientStatus: 'failed' });
  expect(taskEvents(refused, 'keep').map(({ type }) => type)).not.toContain('Started');
  const [failure] = taskEvents(refused, 'keep').filter(({ type }) => type === 'Driver Failure');
  expect(failure?.message).toContain(scope.nomadSays.hostPathRefused());

  const without = await scope.runApart('storage/ephemeral-disk.nomad.hcl');
  expect(await without.running()).toMatchObject({ NodeID: client.nomadNodeId });
});
