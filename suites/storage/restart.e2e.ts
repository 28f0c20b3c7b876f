import { expect, test, waits } from '../../harness/index.ts';
import { filesOf } from './files.ts';
import { storageOf } from './kinds.ts';

test.concurrent.for([
  'host_volume',
  'docker volumes',
  'ephemeral_disk',
  'ephemeral_disk sticky',
  'ephemeral_disk sticky, migrate',
  'dynamic host volume',
  'CSI volume',
] as const)(
  '%s: a file is there, unchanged, after all tasks were restarted',
  async (kind, { cluster, nomad, scope }) => {
    scope.needsNomad('1.3.4', 'the restart of all tasks');
    const { file, vars } = await storageOf(kind, { cluster, nomad, scope });
    const keeper = await (await scope.run(file, vars)).running();
    const { written } = await filesOf(nomad, keeper);

    await nomad.allocations.restart(keeper.ID, { all: true });
    await waits.taskState(
      nomad,
      keeper.ID,
      'hold',
      (hold) => hold.State === 'running' && hold.Restarts === 1,
      { timeoutMs: 60_000, signal: scope.signal },
    );
    expect((await filesOf(nomad, keeper)).found).toEqual(written);
    scope.observed(kind, 'restart', 'kept');
  },
);
