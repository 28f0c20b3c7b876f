import { endTask, expect, test, writerSpans } from '../../harness/index.ts';

const access_mode = 'multi-node-multi-writer';

test('a driver that attaches to one node at a time holds the second back where Nomad lets both write', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsMachines("it reads the clients' logs");
  scope.needsDriver({ own: true });
  // Else a volume may stay attached where nobody holds it, and nobody else can have it (C10).
  scope.needsNomad('1.4.0', 'a detach at each release');
  const { ID: volume_id } = await csi.volume('upgrade/exclusive.volume.hcl', { access_mode });
  const writer = (job: string, node: string) =>
    scope.run('csi/writer.nomad.hcl', { volume_id, access_mode, job_id: scope.name(job), node });
  const holder = await (await writer('first', '.*')).running();
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder.NodeID);

  const second = await (await writer('second', `^${other?.name}$`)).allocation();
  const outcome = await Promise.race([
    csi.claimRefused(second).then(() => 'refused'),
    scope.waits.allocationRunning(second.ID, { timeoutMs: 90_000 }).then(() => 'running'),
  ]);
  expect(outcome, 'the second claim').toBe('refused');

  await endTask(nomad, holder, 'write');
  await scope.waits.allocationRunning(second.ID, { timeoutMs: 90_000 });
  await endTask(nomad, second, 'write');
  const records = await csi.records(volume_id, { access_mode });
  expect(writerSpans(records)).toMatchObject([{ allocation: holder.ID }, { allocation: second.ID }]);
  expect(records).toShowOneWriterAtATime();
});
