import { collectorLagMs, endTask, expect, placementReasons, test, writerSpans } from '../../harness/index.ts';
import { wakeScheduler } from './wake-scheduler.ts';

test('a volume can be claimed on another node when the node of its holder is lost', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ otherNodes: true });
  const own = await csi.ownClients(2);
  const [victim, other] = own.clients;
  const { ID: volumeId } = await own.volume('csi/volume.volume.hcl');
  const writer = (name: string, node = '.*') =>
    own.run('csi/writer.nomad.hcl', { volume_id: volumeId, job_id: scope.name(name), node });
  const holder = await writer('holder', `^${victim?.name}$`);
  const { ID: held } = await holder.running();
  const waiting = await writer('waiting');
  expect(placementReasons(waiting.evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volumeId));

  const boundMs = 90_000 + collectorLagMs(cluster);
  await csi.measureRelease({ volumeId, path: 'node lost', boundMs }, async () => {
    await victim?.kill();
  });
  expect((await holder.ended()).ClientStatus).toBe('lost');
  await wakeScheduler(own);
  const { ID: next } = await waiting.placed();
  const claimed = await scope.waits.allocationRunning(next);
  expect(claimed.NodeID).toBe(other?.nomadNodeId);

  await endTask(nomad, claimed, 'write');
  const records = await own.records(volumeId);
  expect(writerSpans(records).map(({ allocation }) => allocation)).toEqual([held, next]);
  expect(records).toShowOneWriterAtATime();
});
