import {
  claimRefused,
  endTask,
  ensurePlugin,
  expect,
  overlappingWriters,
  recordsIn,
  test,
  waits,
  writerSpans,
} from '../../harness/index.ts';

const access_mode = 'multi-node-multi-writer';

test('where Nomad lets two nodes write, a driver that attaches to one node at a time holds the second back', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsMachines("it reads the clients' logs");
  scope.needsDriver({ own: true });
  // Else a volume may stay attached where nobody holds it, and nobody else can have it (C10).
  scope.needsNomad('1.4.0', 'a detach at each release');
  await ensurePlugin(cluster);
  const { ID: volume_id } = await scope.volume('upgrade/exclusive.volume.hcl', { access_mode });
  const writer = (job: string, node: string) =>
    scope.run('csi/writer.nomad.hcl', { volume_id, access_mode, job_id: scope.name(job), node });
  const holder = await (await writer('first', '.*')).running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);

  const second = await (await writer('second', `^${other?.name}$`)).allocation();
  const limits = { timeoutMs: 90_000, signal: scope.signal };
  const outcome = await Promise.race([
    claimRefused(cluster, second, { signal: scope.signal }).then(() => 'refused'),
    waits.allocationRunning(nomad, second.ID, limits).then(() => 'running'),
  ]);
  expect(outcome, 'the second claim').toBe('refused');

  await endTask(nomad, holder, 'write');
  await waits.allocationRunning(nomad, second.ID, limits);
  await endTask(nomad, second, 'write');
  const records = await recordsIn(volume_id, { nomad, scope, access_mode });
  expect(writerSpans(records)).toMatchObject([{ allocation: holder.ID }, { allocation: second.ID }]);
  expect(overlappingWriters(records)).toEqual([]);
}, 180_000);
