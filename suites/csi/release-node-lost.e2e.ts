import {
  endTask,
  expect,
  measureRelease,
  overlappingWriters,
  ownClients,
  placementReasons,
  recordsIn,
  test,
  waits,
  writerSpans,
} from '../../harness/index.ts';
import { wokenAllocation } from './woken.ts';

test('when the node of its holder is lost, a volume can be claimed on another node within 90 s', async ({
  driver,
  ledger,
  nomad,
  scope,
}) => {
  scope.needsDriver({ otherNodes: true });
  const own = await ownClients(2, { driver, nomad, scope });
  const [victim, other] = own.clients;
  const { ID: volumeId } = await own.volume('csi/volume.volume.hcl');
  const writer = (name: string, node = '.*') =>
    own.run('csi/writer.nomad.hcl', { volume_id: volumeId, job_id: scope.name(name), node });
  const holder = await writer('holder', `^${victim?.name}$`);
  const { ID: held } = await holder.running();
  const waiting = await writer('waiting');
  expect(placementReasons(waiting.evaluation)).toContain(
    `CSI volume ${volumeId} has exhausted its available writer claims`,
  );

  await measureRelease({ nomad, ledger, volumeId, path: 'node lost', boundMs: 90_000 }, async () => {
    await victim?.kill();
  });
  expect((await holder.ended()).ClientStatus).toBe('lost');
  const { ID: next } = await wokenAllocation(waiting.jobId, { nomad, scope: own });
  const limits = { timeoutMs: 60_000, signal: scope.signal };
  const claimed = await waits.allocationRunning(nomad, next, limits);
  expect(claimed.NodeID).toBe(other?.nomadNodeId);

  await endTask(nomad, claimed, 'write');
  const records = await recordsIn(volumeId, { nomad, scope: own });
  expect(writerSpans(records).map(({ allocation }) => allocation)).toEqual([held, next]);
  expect(overlappingWriters(records)).toEqual([]);
}, 300_000);
