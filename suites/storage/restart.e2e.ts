import { expect, test, waits } from '../../harness/index.ts';
import { filesOf } from './allocations.ts';
import { keepFile, prepareStorage } from './storage.ts';

test.concurrent.for([
  'host_volume',
  'docker volumes',
  'ephemeral_disk',
  'ephemeral_disk sticky',
  'ephemeral_disk sticky, migrate',
  'dynamic host volume',
  'CSI volume',
] as const)('%s: a file survives a restart of all tasks', async (kind, { cluster, nomad, scope }) => {
  scope.needsNomad('1.3.4', 'the restart of all tasks');
  const vars = await prepareStorage(kind, scope, cluster);
  const allocation = await (await scope.run(keepFile, vars)).running();
  const { written } = await filesOf(nomad, allocation);

  await nomad.allocations.restart(allocation.ID, { all: true });
  await waits.taskState(
    nomad,
    allocation.ID,
    'hold',
    (hold) => hold.State === 'running' && hold.Restarts === 1,
    { timeoutMs: 60_000, signal: scope.signal },
  );
  expect((await filesOf(nomad, allocation)).found).toEqual(written);
  scope.observed(kind, 'restart', 'kept');
});
